// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent encoding (RFC 3986, section 2.1), strictly read. */
final class Percent {
    private static final int HEX = 16;

    private Percent() {}

    static String decode(String field, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                int end = text.indexOf('%', i) < 0 ? text.length() : text.indexOf('%', i);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), HEX) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), HEX) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException(field + ": '%' at " + i + " (expected: two hex digits after '%')");
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return utf8(field, bytes.toByteArray());
    }

    private static String utf8(String field, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(field + ": percent-encoded bytes that are not UTF-8", e);
        }
    }
}
