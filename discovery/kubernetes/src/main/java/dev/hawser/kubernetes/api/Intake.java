// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts the bytes of an answer together to texts: one for each line, or one in all. */
final class Intake {
    private final int limit;
    private final boolean byLine;
    private final Consumer<String> texts;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    /** @param limit of bytes in one text */
    Intake(int limit, boolean byLine, Consumer<String> texts) {
        this.limit = limit;
        this.byLine = byLine;
        this.texts = texts;
    }

    void add(ByteBuffer bytes) throws TooLargeException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (byLine && next == '\n') {
                flush();
                continue;
            }
            if (held.size() == limit) {
                throw new TooLargeException(limit);
            }
            held.write(next);
        }
    }

    /** Lines are decoded whole, so that no character is cut in two. */
    void flush() {
        String text = held.toString(StandardCharsets.UTF_8);
        held.reset();
        if (!text.isBlank()) {
            texts.accept(text);
        }
    }
}
