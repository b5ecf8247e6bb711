// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;

/**
 * An SRV record (RFC 2782).
 *
 * @param priority 0 to 65535, smaller first
 * @param weight 0 to 65535, the share among those of one priority
 * @param port 0 to 65535
 * @param target a host, without the dot at the end; empty for the record that says "no such service here"
 */
public record SrvRecord(int priority, int weight, int port, String target) {
    private static final int MAX_FIELD = 65_535;

    public SrvRecord {
        requireField("priority", priority);
        requireField("weight", weight);
        requireField("port", port);
        if (!target.isEmpty()) {
            target = DnsName.check("target", target);
            if (port == 0) {
                throw new IllegalArgumentException("port: 0 (expected: 1 to " + MAX_FIELD + ")");
            }
        }
    }

    private static void requireField(String field, int value) {
        if (value < 0 || value > MAX_FIELD) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0 to " + MAX_FIELD + ")");
        }
    }

    /** Whether it says that the service is decidedly not available here. */
    public boolean isNoService() {
        return target.isEmpty();
    }

    /** Reads the data of a record: three numbers and a name. */
    static SrvRecord read(DnsReader in) throws IOException {
        int priority = in.short16();
        int weight = in.short16();
        int port = in.short16();
        String target = in.name();
        try {
            return new SrvRecord(priority, weight, port, target);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "SRV record: '" + priority + " " + weight + " " + port + " " + target + "': " + e.getMessage(), e);
        }
    }
}
