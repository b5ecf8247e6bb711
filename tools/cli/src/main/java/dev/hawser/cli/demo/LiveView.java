// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.term.Screen;
import dev.hawser.cli.term.Terminal;
import java.io.PrintStream;
import java.util.function.Supplier;

/** A table that is drawn again and again in the same place of a terminal. */
final class LiveView implements View {

    /** Asking for the terminal's size starts a process: every so many frames is soon enough. */
    private static final int FRAMES_PER_SIZE = 8;

    private final Screen screen;
    private final FrameText text;
    private final Supplier<Terminal.Size> sizes;
    private Terminal.Size size = Terminal.DEFAULT_SIZE;
    private int frames;

    LiveView(PrintStream out, FrameText text, Supplier<Terminal.Size> sizes) {
        this.screen = new Screen(out);
        this.text = text;
        this.sizes = sizes;
    }

    @Override
    public void show(Frame frame) {
        if (frames++ % FRAMES_PER_SIZE == 0) {
            size = sizes.get();
        }
        screen.draw(text.lines(frame, size.columns(), size.lines()), size.lines());
    }

    @Override
    public void close() {
        screen.close();
    }
}
