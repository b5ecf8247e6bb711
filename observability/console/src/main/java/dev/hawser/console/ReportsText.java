// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.HistoryWindow;
import dev.hawser.console.sample.Line;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Text;
import dev.hawser.view.Explanation;
import dev.hawser.view.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said about pools, and what happened, as text. */
final class ReportsText {

    private ReportsText() {}

    static String events(List<TimelineEntry> entries) {
        Table table = new Table("AT", "POOL", "KIND", "TEXT");
        entries.forEach(one -> table.row(one.at(), one.pool(), one.kind(), one.text()));
        return table.toString();
    }

    static String failures(List<Failure> failures) {
        Table table = new Table("AT", "POOL", "KIND", "CALL", "OUTCOME", ">TOOK", "MESSAGE");
        for (Failure one : failures) {
            String kind = one.kind().name().toLowerCase(Locale.ROOT);
            String took = took(one.took());
            table.row(
                    one.at(),
                    one.pool(),
                    kind,
                    one.call().orElse("-"),
                    one.outcome().orElse("-"),
                    took,
                    one.message());
            for (Failure.Attempt attempt : one.attempts()) {
                String what = "after " + Text.of(attempt.begun()) + ": " + attempt.result();
                table.row("", "", "  attempt", attempt.endpoint().orElse("-"), "", took(attempt.took()), what);
            }
        }
        return table.toString();
    }

    private static String took(Optional<Duration> measured) {
        return measured.map(Text::of).orElse("-");
    }

    static String why(List<ReportsJson.Explained> all) {
        return all.stream().map(ReportsText::why).collect(Collectors.joining("\n"));
    }

    private static String why(ReportsJson.Explained one) {
        Table table = new Table("ENDPOINT", "ELIGIBLE", ">SHARE", "WHY");
        for (Explanation.Chance chance : one.why().endpoints()) {
            String share = chance.share().isPresent()
                    ? String.format(Locale.ROOT, "%.1f%%", 100 * chance.share().getAsDouble())
                    : "-";
            table.row(chance.endpoint(), chance.eligible() ? "yes" : "no", share, chance.why());
        }
        String notes =
                one.why().notes().stream().map(note -> Line.of(note) + "\n").collect(Collectors.joining());
        String recent = one.recent().isEmpty() ? "" : "\n" + failures(one.recent());
        return Line.of(one.why().pool() + ": " + one.why().verdict()) + "\n" + table + notes + recent;
    }

    static String lint(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "nothing found\n";
        }
        Table table = new Table("SEVERITY", "RULE", "POOL", "WHAT", "WHY", "REMEDY");
        findings.forEach(one -> table.row(
                one.severity().name().toLowerCase(Locale.ROOT),
                one.rule(),
                one.pool(),
                one.what(),
                one.why(),
                one.remedy()));
        return table.toString();
    }

    static String config(List<PoolSample> pools) {
        Table table = new Table("POOL", "SETTING", "VALUE");
        for (PoolSample pool : pools) {
            String name = pool.view().pool();
            table.row(name, "source", pool.view().source().words());
            pool.view().settings().forEach((setting, value) -> table.row(name, setting, value.toString()));
        }
        return table.toString();
    }

    static String health(Health health) {
        Table table = new Table("POOL", "STATE");
        health.pools().forEach(table::row);
        return health.status() + "\n\n" + table;
    }

    static String history(HistoryWindow past) {
        List<String> names = List.copyOf(past.columns().keySet());
        String[] head = new String[names.size() + 1];
        head[0] = "AT";
        for (int i = 0; i < names.size(); i++) {
            head[i + 1] = ">" + names.get(i);
        }
        Table table = new Table(head);
        for (int step = 0; step < past.seconds().length; step++) {
            Object[] row = new Object[head.length];
            row[0] = Instant.ofEpochSecond(past.seconds()[step]);
            for (int i = 0; i < names.size(); i++) {
                row[i + 1] = number(past.columns(), names.get(i), step);
            }
            table.row(row);
        }
        return table.toString();
    }

    private static String number(Map<String, float[]> columns, String name, int step) {
        float[] column = columns.getOrDefault(name, new float[0]);
        return step >= column.length || Float.isNaN(column[step])
                ? "-"
                : String.format(Locale.ROOT, "%.2f", column[step]);
    }
}
