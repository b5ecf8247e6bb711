// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.io.PrintStream;
import java.util.List;

/**
 * A block of lines at the end of a terminal that is drawn again and again in the same place.
 *
 * <p>No alternate screen: what was printed before stays above, and the last frame stays when it is over. While open,
 * the cursor is hidden and long lines are not wrapped (a wrapped line would shift the next frame); {@link #close}
 * undoes both. Not safe for use by several threads.
 */
public final class Screen implements AutoCloseable {

    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";
    private static final String WRAP_OFF = "\033[?7l";
    private static final String WRAP_ON = "\033[?7h";
    private static final String CLEAR_LINE = "\033[2K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintStream out;
    private int drawn;
    private boolean open;

    public Screen(PrintStream out) {
        this.out = out;
    }

    /** Replaces the last frame by this one, cut to {@code maxLines}; written in one go, so that nothing flickers. */
    public void draw(List<String> frame, int maxLines) {
        StringBuilder text = new StringBuilder();
        if (!open) {
            open = true;
            text.append(HIDE_CURSOR).append(WRAP_OFF);
        }
        if (drawn > 0) {
            text.append("\033[").append(drawn).append("A\r");
        }
        // The cursor rests below the frame, so one line of the terminal stays free.
        List<String> fitting = frame.subList(0, Math.min(frame.size(), Math.max(1, maxLines - 1)));
        // Cleared before and not after: behind a line of full width the cursor still stands on its last character.
        fitting.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
        text.append(CLEAR_BELOW);
        drawn = fitting.size();
        out.print(text);
        out.flush();
    }

    /** Leaves the last frame where it is and gives the terminal back as it was. Idempotent. */
    @Override
    public void close() {
        if (open) {
            open = false;
            drawn = 0;
            out.print(WRAP_ON + SHOW_CURSOR);
            out.flush();
        }
    }
}
