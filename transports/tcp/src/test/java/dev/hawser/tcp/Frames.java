// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames of the default length-field framing, and their bodies as text. */
final class Frames {

    static final LengthFieldFraming FRAMING = new LengthFieldFraming(LengthFieldOptions.defaults());

    private Frames() {}

    static byte[] of(long id, String body) {
        return FRAMING.encode(id, body(body)).array();
    }

    static ByteBuffer body(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.UTF_8);
    }
}
