// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A question as it goes over the wire (RFC 1035, section 4.1).
 *
 * @param name without the dot at the end
 */
record DnsQuestion(String name, DnsType type) {
    static final int INTERNET = 1;

    /**
     * How large a datagram we can take, said by EDNS (RFC 6891). Large enough for some seventy addresses without TCP;
     * small enough that no network on the way cuts it into fragments, which many of them drop.
     */
    private static final int PAYLOAD = 1232;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int OPT = 41;

    DnsQuestion {
        name = DnsName.check("name", name);
    }

    /** @param extended whether to add EDNS, which a few old servers refuse with FORMERR */
    byte[] encode(int id, boolean extended) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        short16(out, id, RECURSION_DESIRED, 1, 0, 0, extended ? 1 : 0);
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        short16(out, type.number, INTERNET);
        if (extended) {
            out.write(0); // the root's name
            short16(out, OPT, PAYLOAD, 0, 0, 0); // flags where other records have their time to live; no data
        }
        return out.toByteArray();
    }

    private static void short16(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            out.write(value >>> 8);
            out.write(value);
        }
    }

    @Override
    public String toString() {
        return type + " " + name;
    }
}
