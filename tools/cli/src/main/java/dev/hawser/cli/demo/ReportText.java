// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

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
import org.jspecify.annotations.Nullable;

/** A {@link DemoReport} for people. Pure. */
final class ReportText {

    private static final double MICROS_PER_MILLI = 1000;
    private static final int LABEL = 12;

    private final boolean colours;

    ReportText(boolean colours) {
        this.colours = colours;
    }

    List<String> lines(DemoReport report, int width) {
        List<String> lines = new ArrayList<>();
        String end = report.interrupted() ? "ended early, after " : "";
        lines.add("");
        lines.add(Style.STRONG.apply("Summary", colours) + "   " + end
                + String.format(Locale.ROOT, "%.1f s", report.seconds()));
        DemoReport.Requests requests = report.requests();
        lines.add(label("Requests") + Numbers.count(requests.total()) + ", " + Numbers.percent(requests.successRate())
                + " answered");
        lines.add(label("Errors") + errors(report));
        DemoReport.Latency l = report.latencyMs();
        lines.add(label("Latency") + "p50 " + millis(l.p50()) + ", p90 " + millis(l.p90()) + ", p99 " + millis(l.p99())
                + ", max " + millis(l.max()));
        lines.add("");
        table(report).lines(width - 2, colours).forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.addAll(outage("Outage", report.outage()));
        DemoReport.Grpc grpc = report.grpc();
        if (grpc != null) {
            lines.addAll(outage(report.outage() == null ? "Outage" : "", grpc.outage()));
            new GrpcText(grpc).lines().forEach(line -> lines.add(label(line.label()) + line.text()));
        }
        report.problems().forEach(problem -> lines.add(label("Problem") + Style.BAD.apply(problem, colours)));
        return lines;
    }

    private static String errors(DemoReport report) {
        if (report.errors().isEmpty()) {
            return "none";
        }
        List<String> words = report.errors().stream()
                .map(e -> Numbers.count(e.count()) + " × " + e.cause())
                .toList();
        return String.join(", ", words);
    }

    private static Table table(DemoReport report) {
        Table table = new Table(List.of(
                text("SERVER", 10),
                number("WEIGHT", 6).withRank(3),
                number("REQUESTS", 8),
                number("SHARE", 7).withRank(1),
                number("P50", 8),
                number("P99", 8),
                number("MAX", 8).withRank(2),
                number("ERRORS", 6)));
        for (DemoReport.Pool pool : report.pools()) {
            table.heading(Cell.of(pool.name(), Style.STRONG));
            pool.servers().forEach(server -> table.row(row(server)));
        }
        return table;
    }

    private static List<Cell> row(DemoReport.Server server) {
        return List.of(
                Cell.of("  " + server.name()),
                Cell.of(server.weight(), Style.PLAIN),
                Cell.of(Numbers.count(server.answered() + server.failed())),
                Cell.of(String.format(Locale.ROOT, "%.1f %%", server.share() * 100)),
                Cell.of(server.answered() > 0 ? millis(server.latencyMs().p50()) : "-"),
                Cell.of(server.answered() > 0 ? millis(server.latencyMs().p99()) : "-"),
                Cell.of(server.answered() > 0 ? millis(server.latencyMs().max()) : "-"),
                Cell.of(Numbers.count(server.failed()), server.failed() > 0 ? Style.WARNING : Style.FAINT));
    }

    private List<String> outage(String label, DemoReport.@Nullable Outage outage) {
        if (outage == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s%s was killed (kill -9) at %.1f s",
                label(label),
                outage.server(),
                outage.killedAtSeconds()));
        String indent = " ".repeat(LABEL);
        Double last = outage.lastRequestAfterMs();
        lines.add(indent
                + (last == null
                        ? "no request failed because of it; the others took its share"
                        : Numbers.count(outage.failedRequests())
                                + (outage.failedRequests() == 1 ? " request" : " requests")
                                + " failed because of it, the last after " + millis(last)
                                + "; then the others took its share"));
        Double back = outage.restoredAtSeconds();
        if (back != null) {
            Double again = outage.usedAgainAfterMs();
            lines.add(String.format(Locale.ROOT, "%sit was back at %.1f s and ", indent, back)
                    + (again == null ? "was not used again" : "answered again after " + millis(again)));
        }
        return lines;
    }

    private String label(String text) {
        return Style.FAINT.apply(Width.left("  " + text, LABEL), colours);
    }

    private static String millis(double millis) {
        return Numbers.micros(millis * MICROS_PER_MILLI);
    }
}
