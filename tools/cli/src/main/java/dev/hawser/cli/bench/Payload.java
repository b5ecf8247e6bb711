// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as users type them. */
final class Payload {

    private Payload() {}

    /**
     * Text as UTF-8, with the escapes {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \\} and {@code \xHH}.
     *
     * @throws IllegalArgumentException on an escape that is none of these
     */
    static byte[] ofText(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', from)) {
            bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
            char escape = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            from = i + 2;
            switch (escape) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '0' -> bytes.write(0);
                case '\\' -> bytes.write('\\');
                case 'x' -> {
                    bytes.writeBytes(ofHex(text.substring(from, Math.min(from + 2, text.length()))));
                    from += 2;
                }
                default ->
                    throw new IllegalArgumentException("'" + text + "': a backslash at " + (i + 1)
                            + " (expected: \\r, \\n, \\t, \\0, \\\\ or \\xHH)");
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** Hexadecimal digits, two a byte; blanks and colons between them are ignored. */
    static byte[] ofHex(String digits) {
        try {
            byte[] bytes = HexFormat.of().parseHex(digits.replaceAll("[\\s:]", ""));
            if (bytes.length == 0) {
                throw new IllegalArgumentException("no digits");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + digits + "' (expected: two hexadecimal digits a byte)", e);
        }
    }
}
