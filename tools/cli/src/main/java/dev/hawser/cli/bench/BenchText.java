// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import dev.hawser.cli.term.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link BenchReport} for people, laid out as users of ghz and hey know it. Pure. */
final class BenchText {

    private static final int BAR_COLUMNS = 40;
    private static final int LABEL = 14;
    private static final double MICROS_PER_MILLI = 1000;

    private final boolean colours;

    BenchText(boolean colours) {
        this.colours = colours;
    }

    List<String> lines(BenchReport r, int width) {
        List<String> lines = new ArrayList<>();
        summary(r, lines);
        if (r.answered() > 0) {
            histogram(r, lines);
            distribution(r, lines);
        }
        status(r, lines);
        heading("Endpoints", lines);
        table(r).lines(width - 2, colours).forEach(line -> lines.add("  " + line));
        reasons(r, lines);
        return lines;
    }

    private void heading(String title, List<String> lines) {
        lines.add("");
        lines.add(Style.STRONG.apply(title + ":", colours));
    }

    private void summary(BenchReport r, List<String> lines) {
        heading("Summary" + (r.interrupted() ? " (ended early)" : ""), lines);
        if (r.method() != null) {
            lines.add(label("Method:") + r.method());
        }
        lines.add(label("Count:") + Numbers.count(r.requests()));
        lines.add(label("Total:") + Numbers.micros(r.seconds() * 1e6));
        boolean measured = r.answered() > 0;
        lines.add(label("Slowest:") + (measured ? millis(r.latencyMs().max()) : "-"));
        lines.add(label("Fastest:") + (measured ? millis(r.latencyMs().min()) : "-"));
        lines.add(label("Average:") + (measured ? millis(r.latencyMs().mean()) : "-"));
        lines.add(label("Requests/sec:") + String.format(Locale.ROOT, "%,.1f", r.requestsPerSecond()));
    }

    private void histogram(BenchReport r, List<String> lines) {
        heading("Response time histogram", lines);
        long most =
                r.histogram().stream().mapToLong(BenchReport.Bar::count).max().orElse(1);
        int digits = Numbers.count(most).length() + 2;
        for (BenchReport.Bar bar : r.histogram()) {
            int length = (int) Math.round((double) BAR_COLUMNS * bar.count() / most);
            // Something is never drawn as nothing.
            int shown = bar.count() > 0 ? Math.max(1, length) : 0;
            lines.add(("  " + Width.right(millis(bar.upToMs()), 8) + "  "
                            + Width.left("[" + Numbers.count(bar.count()) + "]", digits) + " |"
                            + Style.ACCENT.apply("∎".repeat(shown), colours))
                    .stripTrailing());
        }
    }

    private void distribution(BenchReport r, List<String> lines) {
        heading("Latency distribution", lines);
        BenchReport.Latency latency = r.latencyMs();
        BenchReport.Latency wait = r.leaseWaitMs();
        Table table = new Table(List.of(text("", 6), number("ANSWER IN", 10), number("WAIT FOR A CONNECTION", 10)));
        table.row(percentile("10 %", latency.p10(), wait.p10()));
        table.row(percentile("25 %", latency.p25(), wait.p25()));
        table.row(percentile("50 %", latency.p50(), wait.p50()));
        table.row(percentile("75 %", latency.p75(), wait.p75()));
        table.row(percentile("90 %", latency.p90(), wait.p90()));
        table.row(percentile("95 %", latency.p95(), wait.p95()));
        table.row(percentile("99 %", latency.p99(), wait.p99()));
        table.lines(78, colours).forEach(line -> lines.add("  " + line));
    }

    private static List<Cell> percentile(String name, double latency, double wait) {
        return List.of(Cell.of(name), Cell.of(millis(latency)), Cell.of(millis(wait)));
    }

    private void status(BenchReport r, List<String> lines) {
        heading("Status distribution", lines);
        lines.add("  " + Width.left("[OK]", 6) + Numbers.count(r.answered())
                + (r.answered() == 1 ? " answer" : " answers"));
        if (!r.errors().isEmpty()) {
            heading("Error distribution", lines);
            int digits = Numbers.count(r.errors().get(0).count()).length() + 2;
            r.errors()
                    .forEach(e -> lines.add("  " + Width.left("[" + Numbers.count(e.count()) + "]", digits) + "  "
                            + Style.BAD.apply(Cell.of(e.cause()).text(), colours)));
        }
    }

    private static Table table(BenchReport r) {
        Table table = new Table(List.of(
                text("ADDRESS", 12),
                text("STATE", 5),
                number("REQUESTS", 8),
                number("SHARE", 7).withRank(1),
                number("P50", 8),
                number("P99", 8),
                number("OPENED", 6).withRank(2),
                number("ERRORS", 6)));
        for (BenchReport.Server server : r.endpoints()) {
            table.row(List.of(
                    Cell.of(server.address()),
                    Cell.of(server.state()),
                    Cell.of(Numbers.count(server.answered() + server.failed())),
                    Cell.of(String.format(Locale.ROOT, "%.1f %%", server.share() * 100)),
                    Cell.of(server.answered() > 0 ? millis(server.p50Ms()) : "-"),
                    Cell.of(server.answered() > 0 ? millis(server.p99Ms()) : "-"),
                    Cell.of(Numbers.count(server.connectionsOpened())),
                    Cell.of(Numbers.count(server.failed()), server.failed() > 0 ? Style.WARNING : Style.PLAIN)));
        }
        return table;
    }

    /** Whole and below the table: a cell would cut off the cause, which comes last. */
    private static void reasons(BenchReport r, List<String> lines) {
        for (BenchReport.Server server : r.endpoints()) {
            if (!server.why().isEmpty()) {
                lines.add("  " + server.address() + ": " + server.why());
            }
        }
    }

    private static String label(String text) {
        return "  " + Width.left(text, LABEL);
    }

    private static String millis(double millis) {
        return Numbers.micros(millis * MICROS_PER_MILLI);
    }
}
