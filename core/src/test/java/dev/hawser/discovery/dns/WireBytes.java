// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes messages by hand, right ones and wrong ones. */
final class WireBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireBytes octets(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    WireBytes shorts(int... values) {
        for (int value : values) {
            octets(value >>> 8, value);
        }
        return this;
    }

    WireBytes int32(long value) {
        return shorts((int) (value >>> 16), (int) value);
    }

    WireBytes labels(String... labels) {
        for (String label : labels) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        return this;
    }

    WireBytes name(String... labels) {
        return labels(labels).octets(0);
    }

    WireBytes host(String dotted) {
        return dotted.isEmpty() ? octets(0) : name(dotted.split("\\."));
    }

    WireBytes pointer(int to) {
        return shorts(0xC000 | to);
    }

    WireBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A record of the name that stands at that place in the message. */
    WireBytes record(int nameAt, DnsType type, long seconds, byte[] data) {
        return pointer(nameAt)
                .shorts(type.number, DnsQuestion.INTERNET)
                .int32(seconds)
                .shorts(data.length)
                .raw(data);
    }

    int size() {
        return out.size();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
