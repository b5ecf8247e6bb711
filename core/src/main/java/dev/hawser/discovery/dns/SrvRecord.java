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
    private static final int FIELDS = 4;
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

    /** Reads {@code priority weight port target}, as JNDI and zone files have it. */
    static SrvRecord parse(String text) throws IOException {
        String[] fields = text.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IOException("SRV record: '" + text + "' (expected: priority weight port target)");
        }
        try {
            String target = fields[3].equals(".") ? "" : DnsName.check("target", fields[3]);
            return new SrvRecord(number(fields[0]), number(fields[1]), number(fields[2]), target);
        } catch (IllegalArgumentException e) {
            throw new IOException("SRV record: '" + text + "': " + e.getMessage(), e);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: 0 to " + MAX_FIELD + ")", e);
        }
    }
}
