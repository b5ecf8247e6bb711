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
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a {@link Frame} looks on a terminal. Pure: the same frame, width and colours make the same lines. */
final class FrameText {

    private static final int MAX_DIARY_LINES = 8;
    private static final int MIN_DIARY_LINES = 2;
    private static final int MAX_BAR = 60;

    /** A share that is further than this from the fair one is shown in another colour. */
    private static final double SHARE_TOLERANCE = 0.10;

    /** All of it, with a space in front, takes exactly 100 columns; what a narrow terminal can miss has a rank. */
    private static final List<Column> COLUMNS = List.of(
            text("SERVER", 8),
            text("STATE, AND WHY", 14).upTo(23),
            number("WEIGHT", 6).withRank(2),
            number("CONNECTIONS", 12).withRank(3),
            number("REQ/S", 5),
            number("SHARE(FAIR)", 11).withRank(1),
            number("P50 MS", 6).withRank(4),
            number("P99 MS", 6),
            number("ERRORS", 6));

    private static final List<String> LEGEND = List.of(
            "Connections: idle/leased/most; with gRPC open ones and their calls. Fair is what weights promise.",
            "Rates, shares and latencies cover the last three seconds, errors the whole run. Ctrl-C: summary.");

    private final boolean colours;
    private final List<String> legend;

    /** @param page where the same can be seen in a browser */
    FrameText(boolean colours, Optional<URI> page) {
        this.colours = colours;
        this.legend = Stream.concat(LEGEND.stream(), page.map(uri -> "Live page: " + uri).stream())
                .toList();
    }

    List<String> lines(Frame frame, int width, int height) {
        List<String> roomy = lines(frame, width, height, true);
        // The last line of a terminal stays free.
        return roomy.size() < height ? roomy : lines(frame, width, height, false);
    }

    /** @param roomy with blank lines, headings and a legend; without them a low terminal shows all servers */
    private List<String> lines(Frame frame, int width, int height, boolean roomy) {
        List<String> lines = new ArrayList<>();
        List<String> blank = roomy ? List.of("") : List.of();
        List<String> below = roomy ? legend : List.of();
        lines.addAll(blank);
        lines.add(Style.STRONG.apply(" Hawser demo", colours) + "   "
                + Style.ACCENT.apply(Width.cut(frame.headline(), Math.max(1, width - 15)), colours));
        lines.add(" " + progress(frame, width - 1));
        lines.addAll(blank);
        table(frame, roomy).lines(width - 1, colours).forEach(line -> lines.add(" " + line));
        lines.addAll(blank);
        int room = height - lines.size() - below.size() - (roomy ? 3 : 1);
        if (roomy) {
            lines.add(Style.FAINT.apply(" LATEST", colours));
        }
        latest(frame, Math.max(MIN_DIARY_LINES, Math.min(MAX_DIARY_LINES, room)))
                .forEach(entry -> lines.add(" " + entry(entry, width - 1)));
        lines.addAll(blank);
        below.forEach(line -> lines.add(" " + Style.FAINT.apply(Width.cut(line, width - 1), colours)));
        return lines;
    }

    private static List<Diary.Entry> latest(Frame frame, int count) {
        int size = frame.diary().size();
        return frame.diary().subList(Math.max(0, size - count), size);
    }

    private String progress(Frame frame, int width) {
        double position = frame.length().position(frame.now());
        String times = String.format(
                Locale.ROOT,
                " %2.0f of %.0f s   %.0f requests/s",
                Math.floor(position),
                frame.length().seconds(),
                frame.rate());
        int bar = Math.max(0, Math.min(MAX_BAR, width - Width.of(times)));
        int done = (int) Math.round(bar * position / frame.length().seconds());
        return Style.ACCENT.apply("━".repeat(done), colours)
                + Style.FAINT.apply("─".repeat(bar - done), colours)
                + times;
    }

    private static Table table(Frame frame, boolean roomy) {
        Table table = new Table(COLUMNS);
        for (Frame.DoorView door : frame.doors()) {
            if (roomy && !door.equals(frame.doors().get(0))) {
                table.heading(Cell.of(""));
            }
            table.heading(Cell.of(door.name() + ": " + door.description(), Style.STRONG));
            for (Frame.Row row : door.rows()) {
                table.row(cells(row));
            }
        }
        return table;
    }

    private static List<Cell> cells(Frame.Row row) {
        boolean quiet = row.recent().count() == 0;
        String state =
                dot(row.state()) + " " + Diary.word(row.state()) + (row.why().isEmpty() ? "" : ": " + row.why());
        boolean unfair = Math.abs(row.share() - row.fairShare()) > SHARE_TOLERANCE;
        return List.of(
                Cell.of("  " + row.server()),
                Cell.of(state, style(row.state())),
                Cell.of(row.weight(), Style.PLAIN),
                Cell.of(row.connections()),
                Cell.of(String.format(Locale.ROOT, "%.0f", row.rate())),
                Cell.of(
                        percent(row.share()) + Width.right("(" + percent(row.fairShare()) + ")", 7),
                        unfair ? Style.WARNING : Style.PLAIN),
                Cell.of(quiet ? "-" : millis(row.recent().p50())),
                Cell.of(quiet ? "-" : millis(row.recent().p99())),
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

    private static String millis(long micros) {
        return Numbers.three(micros / 1000.0);
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
            case EJECTED -> "⊘";
            case DRAINING -> "◍";
        };
    }

    private static Style style(EndpointState state) {
        return switch (state) {
            case UP -> Style.GOOD;
            case IDLE -> Style.FAINT;
            case CONNECTING, DRAINING -> Style.WARNING;
            case DOWN, EJECTED -> Style.BAD;
        };
    }
}
