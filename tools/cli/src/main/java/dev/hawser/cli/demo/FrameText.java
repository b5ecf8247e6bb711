// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Column;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.EndpointState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a {@link Frame} looks on a terminal. Pure: the same frame, width and colours make the same lines. */
final class FrameText {

    private static final int DIARY_LINES = 7;

    /** A share that is further than this from the fair one is shown in another colour. */
    private static final double SHARE_TOLERANCE = 0.10;

    private static final List<Column> COLUMNS = List.of(
            text("SERVER", 8),
            text("STATE, AND WHY", 16).cuttable(),
            number("WEIGHT", 6).withRank(4),
            number("IDLE/LEASED/MAX", 15).withRank(5),
            number("REQ/S", 5),
            number("SHARE", 6).withRank(2),
            number("FAIR", 6).withRank(3),
            number("P50", 7).withRank(1),
            number("P99", 7),
            number("ERRORS", 6));

    private final boolean colours;

    FrameText(boolean colours) {
        this.colours = colours;
    }

    List<String> lines(Frame frame, int width) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(Style.STRONG.apply("  Hawser demo", colours) + "   "
                + Style.ACCENT.apply(Width.cut(frame.headline(), Math.max(10, width - 17)), colours));
        lines.add("  " + progress(frame, width - 4));
        lines.add("");
        table(frame).lines(width - 2, colours).forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.add(Style.FAINT.apply("  LATEST", colours));
        int first = Math.max(0, frame.diary().size() - DIARY_LINES);
        for (Diary.Entry entry : frame.diary().subList(first, frame.diary().size())) {
            lines.add("  " + entry(entry, width - 2));
        }
        lines.add("");
        lines.add(Style.FAINT.apply("  Ctrl-C ends it now, with the summary.", colours));
        return lines;
    }

    private String progress(Frame frame, int width) {
        String times = String.format(
                Locale.ROOT, " %2.0f of %.0f s   %.0f requests/s", Math.floor(frame.now()), frame.total(), frame.rate());
        int bar = Math.max(0, Math.min(60, width - Width.of(times)));
        int done = (int) Math.round(bar * Math.min(1, frame.now() / frame.total()));
        return Style.ACCENT.apply("━".repeat(done), colours) + Style.FAINT.apply("─".repeat(bar - done), colours) + times;
    }

    private static Table table(Frame frame) {
        Table table = new Table(COLUMNS);
        for (Frame.DoorView door : frame.doors()) {
            table.heading(Cell.of(door.name() + ": " + door.description(), Style.STRONG));
            for (Frame.Row row : door.rows()) {
                table.row(cells(row));
            }
        }
        return table;
    }

    private static List<Cell> cells(Frame.Row row) {
        boolean quiet = row.recent().count() == 0;
        String state = dot(row.state()) + " " + Diary.word(row.state()) + (row.why().isEmpty() ? "" : ", " + row.why());
        boolean unfair = Math.abs(row.share() - row.fairShare()) > SHARE_TOLERANCE;
        return List.of(
                Cell.of("  " + row.server()),
                Cell.of(state, style(row.state())),
                Cell.of(row.weight(), Style.PLAIN),
                Cell.of(row.idle() + "/" + row.leased() + "/" + row.max()),
                Cell.of(String.format(Locale.ROOT, "%.0f", row.rate())),
                Cell.of(percent(row.share()), unfair ? Style.WARNING : Style.PLAIN),
                Cell.of(percent(row.fairShare()), Style.FAINT),
                Cell.of(quiet ? "-" : Numbers.micros(row.recent().p50())),
                Cell.of(quiet ? "-" : Numbers.micros(row.recent().p99())),
                Cell.of(row.errors(), row.errors() > 0 ? Style.WARNING : Style.FAINT));
    }

    private String entry(Diary.Entry entry, int width) {
        String text = Width.cut(line(entry), width);
        return entry.who().equals(Demo.SCENARIO) ? Style.ACCENT.apply(text, colours) : text;
    }

    /** A diary entry as one line: when, who, what. */
    static String line(Diary.Entry entry) {
        return Width.right(Numbers.seconds(entry.at()), 7) + "  " + Width.left(entry.who(), 11) + "  " + entry.what();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static String dot(EndpointState state) {
        return switch (state) {
            case UP -> "●";
            case IDLE -> "○";
            case CONNECTING -> "◌";
            case DOWN -> "✖";
            case DRAINING -> "◍";
        };
    }

    private static Style style(EndpointState state) {
        return switch (state) {
            case UP -> Style.GOOD;
            case IDLE -> Style.FAINT;
            case CONNECTING, DRAINING -> Style.WARNING;
            case DOWN -> Style.BAD;
        };
    }
}
