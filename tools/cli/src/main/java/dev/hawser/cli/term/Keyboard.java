// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The keys of the terminal that this process was started from, one by one as they are pressed and without showing them.
 *
 * <p>Java cannot switch a terminal's mode, so {@code stty} does; {@link #close} gives it back the mode it had. Ctrl-C still
 * interrupts. Ctrl-Z does nothing, because a stopped program would leave the terminal as it is now. Not safe for use by
 * several threads.
 */
public final class Keyboard implements AutoCloseable {

    private static final File TERMINAL = new File("/dev/tty");

    /** A read ends after a tenth of a second, with or without a key. */
    private static final List<String> KEY_BY_KEY =
            List.of("-icanon", "-echo", "-ixon", "min", "0", "time", "1", "susp", "undef");

    private static final int MOST_BYTES = 256;

    private final KeyDecoder decoder = new KeyDecoder();
    private final FileInputStream in;
    private final String before;

    private Keyboard(FileInputStream in, String before) {
        this.in = in;
        this.before = before;
    }

    /** @throws IOException if there is no terminal, or it cannot be switched */
    public static Keyboard open() throws IOException {
        String before = stty(List.of("-g")).strip();
        Keyboard keyboard = new Keyboard(new FileInputStream(TERMINAL), before);
        try {
            var ignored = stty(KEY_BY_KEY);
            return keyboard;
        } catch (IOException e) {
            keyboard.close();
            throw e;
        }
    }

    /** Waits for keys, but only a moment. */
    public List<Key> read() throws IOException {
        byte[] bytes = new byte[MOST_BYTES];
        int count = in.read(bytes);
        // Nothing within the moment looks like the end of a file.
        return decoder.decode(Arrays.copyOf(bytes, Math.max(0, count)));
    }

    private static String stty(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(words);
        Process stty = new ProcessBuilder(command)
                .redirectInput(TERMINAL)
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!stty.waitFor(1, TimeUnit.SECONDS) || stty.exitValue() != 0) {
                stty.destroyForcibly();
                throw new IOException("stty: " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            stty.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        try (in) {
            var ignored = stty(List.of(before));
        }
    }
}
