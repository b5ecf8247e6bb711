// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.term.Numbers;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line for each change, and one every few seconds that says how it is going: for files, pipes and logs. */
final class LineView implements View {

    private static final double PROGRESS_EVERY_SECONDS = 3;

    private final PrintStream out;
    private Diary.@Nullable Entry told;
    private double nextProgress = PROGRESS_EVERY_SECONDS;

    LineView(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Frame frame) {
        // What was told last may be gone by now, if a great deal has happened since: then all of it is new.
        int next = told == null ? 0 : frame.diary().lastIndexOf(told) + 1;
        for (Diary.Entry entry : frame.diary().subList(next, frame.diary().size())) {
            out.println(FrameText.line(entry));
            told = entry;
        }
        if (frame.now() >= nextProgress) {
            nextProgress += PROGRESS_EVERY_SECONDS;
            out.println(FrameText.line(new Diary.Entry(frame.now(), "progress", progress(frame))));
        }
        out.flush();
    }

    private static String progress(Frame frame) {
        String shares = frame.doors().stream()
                .map(door -> door.name() + " "
                        + door.rows().stream()
                                .map(row -> row.server() + " " + Math.round(row.share() * 100) + " %")
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return String.format(Locale.ROOT, "%.0f requests/s, %s errors; ", frame.rate(), Numbers.count(frame.errors()))
                + shares;
    }

    @Override
    public void close() {
        out.flush();
    }
}
