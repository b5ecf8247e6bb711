// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import dev.hawser.benchmarks.report.Measurements.Run;
import dev.hawser.benchmarks.report.Target.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Turns measurements into a page: what was to be reached and whether it was, then all the numbers. */
public final class Report {

    private static final String HAWSER = "hawser";
    private static final String NONE = "–";

    private final List<Run> runs;
    private final Numbers numbers;
    private final StringBuilder page = new StringBuilder();

    private Report(List<Run> runs) {
        this.runs = runs;
        this.numbers =
                new Numbers(runs.stream().flatMap(run -> run.values().stream()).toList());
    }

    /** Makes the page from all files of measurements in a directory. */
    public static void write(Path measurements, Path file) throws IOException {
        Files.writeString(file, new Report(Measurements.readAll(measurements)).page());
    }

    private String page() {
        page.append(Prose.HEAD);
        environment();
        targets();
        for (String scenario : Prose.ORDER) {
            runs.stream().filter(run -> run.scenario().equals(scenario)).forEach(this::scenario);
        }
        return page.toString();
    }

    private void environment() {
        page.append(
                "\n## Where and how\n\n| scenario | command | machine | cores taken by other programs |\n|---|---|---|---|\n");
        for (Run run : runs) {
            page.append("| ")
                    .append(run.scenario())
                    .append(" | `")
                    .append(run.command())
                    .append("` | ");
            page.append(run.machine()).append(" | ");
            page.append(Double.isNaN(run.othersCores()) ? NONE : Numbers.text(run.othersCores()))
                    .append(" |\n");
        }
    }

    // ---- targets

    private void targets() {
        page.append("\n## Targets\n\n| target | measured | limit | |\n|---|---|---|---|\n");
        int met = 0;
        int measured = 0;
        for (Target target : Targets.all()) {
            OptionalDouble value = numbers.of(target);
            boolean isMet = value.isPresent() && target.isMetBy(value.getAsDouble());
            met += isMet ? 1 : 0;
            measured += value.isPresent() ? 1 : 0;
            String verdict = value.isEmpty() ? whyNotMeasured(target) : isMet ? "met" : "**not met**";
            page.append("| ").append(target.says());
            page.append(" | ").append(value.isPresent() ? Numbers.text(value.getAsDouble()) : NONE);
            page.append(" | ").append(target.bound().sign).append(' ').append(Numbers.text(target.limit()));
            page.append(" | ").append(verdict).append(" |\n");
        }
        page.append("\n").append(met).append(" of ").append(measured).append(" measured targets are met.\n");
    }

    private String whyNotMeasured(Target target) {
        Set<String> remarks = new LinkedHashSet<>(numbers.remarks(target.subject()));
        target.reference().ifPresent(reference -> remarks.addAll(numbers.remarks(reference)));
        return remarks.isEmpty() ? "not measured" : "not measured: " + String.join("; ", remarks);
    }

    // ---- tables

    private void scenario(Run run) {
        page.append("\n## ").append(Prose.title(run.scenario())).append("\n\n");
        page.append(Prose.about(run.scenario())).append('\n');
        if (Prose.hasTableForEachSetting(run.scenario())) {
            for (String setting : distinct(run, true)) {
                page.append("\n").append(setting).append(":\n");
                table(run, columns(run, setting));
            }
        } else {
            for (String metric : metrics(run)) {
                page.append("\n")
                        .append(metric)
                        .append(Prose.isSpeed(metric) ? Prose.HOW_TO_READ_SPEED : "")
                        .append(":\n");
                table(
                        run,
                        distinct(run, true).stream()
                                .map(setting -> new Column(setting, setting, metric))
                                .toList());
            }
        }
    }

    private List<Column> columns(Run run, String setting) {
        return metrics(run).stream()
                .map(metric -> new Column(metric, setting, metric))
                .toList();
    }

    private void table(Run run, List<Column> columns) {
        page.append("\n| pool |");
        columns.forEach(column -> page.append(' ').append(column.head).append(" |"));
        page.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        Set<String> remarks = new LinkedHashSet<>();
        for (String pool : distinct(run, false)) {
            List<String> cells = new ArrayList<>();
            for (Column column : columns) {
                Side side = new Side(run.scenario(), column.setting, pool);
                cells.add(cell(side, column.metric));
                numbers.remarks(side).forEach(r -> remarks.add(pool + ", " + column.setting + ": " + r));
            }
            if (cells.stream().anyMatch(cell -> !cell.equals(NONE))) {
                page.append("| ")
                        .append(pool)
                        .append(" | ")
                        .append(String.join(" | ", cells))
                        .append(" |\n");
            }
        }
        remarks.forEach(remark -> page.append("\n- ").append(remark));
        page.append(remarks.isEmpty() ? "" : "\n");
    }

    private String cell(Side side, String metric) {
        OptionalDouble value = numbers.value(side, metric);
        if (value.isEmpty()) {
            return numbers.remarks(side).isEmpty() ? NONE : "failed";
        }
        String text = Numbers.text(value.getAsDouble());
        Side hawser = new Side(side.scenario(), side.setting(), HAWSER);
        OptionalDouble ratio = numbers.ratio(hawser, side, metric);
        boolean compared =
                Prose.isSpeed(metric) && ratio.isPresent() && !side.pool().equals(HAWSER);
        return compared ? text + " (" + Numbers.text(ratio.getAsDouble()) + ")" : text;
    }

    private static List<String> distinct(Run run, boolean settings) {
        return run.values().stream()
                .map(m -> settings ? m.setting() : m.pool())
                .distinct()
                .toList();
    }

    private static List<String> metrics(Run run) {
        return run.values().stream().map(Measurement::metric).distinct().toList();
    }

    private record Column(String head, String setting, String metric) {}
}
