// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.io.PrintStream;
import java.util.List;

/**
 * The whole terminal, while it is open: on the alternate screen, so that what was there before is there again after
 * {@link #close}; without a cursor, and without wrapping long lines. Not safe for use by several threads.
 */
public final class FullScreen implements AutoCloseable {

    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String CLEAR_LINE = "\033[2K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintStream out;
    private List<String> shown = List.of();

    public FullScreen(PrintStream out) {
        this.out = out;
        out.print(ENTER);
        out.flush();
    }

    /** Replaces what is shown, in one go, so that nothing flickers; the same again is not written. */
    public void draw(List<String> lines, int height) {
        List<String> fitting = lines.subList(0, Math.min(lines.size(), height));
        if (fitting.equals(shown)) {
            return;
        }
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < fitting.size(); i++) {
            // No end of line after the last: it would scroll a full screen.
            text.append(CLEAR_LINE).append(fitting.get(i)).append(i < fitting.size() - 1 ? "\r\n" : "");
        }
        // Behind a line of full width the cursor still stands on its last character, which must stay.
        text.append(fitting.size() < height ? "\r\n" + CLEAR_BELOW : "");
        shown = List.copyOf(fitting);
        out.print(text);
        out.flush();
    }

    /** Draws all of it the next time, because the terminal may have moved what was there. */
    public void forget() {
        shown = List.of();
    }

    @Override
    public void close() {
        out.print(LEAVE);
        out.flush();
    }
}
