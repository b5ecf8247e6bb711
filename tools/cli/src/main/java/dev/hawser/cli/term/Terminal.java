// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the streams we write to can do.
 *
 * <p>Whether they are terminals is told by the start script ({@code -Dhawser.tty=outerr}), because Java cannot ask;
 * without it both count as files. Colours need a terminal, and {@code NO_COLOR} (no-color.org) or {@code TERM=dumb}
 * switch them off.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param colours whether to colour what goes to a terminal
 * @param moves whether the cursor can be moved, to draw in place
 */
public record Terminal(boolean out, boolean err, boolean colours, boolean moves) {

    /** The size taken when nobody tells. */
    public static final Size DEFAULT_SIZE = new Size(100, 40);

    /** Columns and lines. */
    public record Size(int columns, int lines) {}

    /** Reads the environment of this process. */
    public static Terminal detect() {
        return of(System.getProperty("hawser.tty", ""), System.getenv());
    }

    public static Terminal of(String tty, Map<String, String> environment) {
        boolean capable = !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean colours = capable && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(tty.contains("out"), tty.contains("err"), colours, capable);
    }

    /** Whether to colour standard output. */
    public boolean coloursOut() {
        return out && colours;
    }

    /**
     * Asks the terminal for its size, which takes a child process and a few milliseconds. One that doesn't know its own is
     * as wide as the environment's {@code COLUMNS}.
     */
    public static Size size() {
        return asked().orElseGet(() -> sizeBy(System.getenv()));
    }

    static Size sizeBy(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{0,3}")
                ? new Size(Integer.parseInt(columns), DEFAULT_SIZE.lines())
                : DEFAULT_SIZE;
    }

    private static Optional<Size> asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return parse(answer);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Optional<Size> parse(String stty) {
        String[] words = stty.strip().split(" ");
        if (words.length != 2 || !(words[0] + words[1]).matches("\\d{2,8}")) {
            return Optional.empty();
        }
        Size size = new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]));
        // A pseudo-terminal that nobody told its size says 0 0.
        return size.columns() > 0 && size.lines() > 0 ? Optional.of(size) : Optional.empty();
    }
}
