// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.term.Style;
import dev.hawser.endpoint.Text;
import java.util.ArrayList;
import java.util.List;

/** What is set up in a way that will hurt. All is well without errors; warnings and advice are for people to judge. */
final class LintReading implements Reading {

    private static final String ERROR = "error";
    private static final int INDENT = 9;

    @Override
    public List<String> lines(Fields answer, int width, boolean colours) {
        List<Fields> findings = answer.objects("findings");
        List<String> lines = new ArrayList<>();
        findings.forEach(finding -> lines.addAll(block(finding, width, colours)));
        int checked = answer.texts("checked").size();
        lines.add((findings.isEmpty() ? "nothing found" : Text.count(findings.size(), "finding")) + ", "
                + Text.count(checked, "rule") + " checked");
        return lines;
    }

    private static List<String> block(Fields finding, int width, boolean colours) {
        List<String> lines = new ArrayList<>();
        String severity = Shown.plain(finding.text("severity"));
        String blanks = " ".repeat(Math.max(1, INDENT - severity.length()));
        String pool = finding.text("pool"); // empty: of the whole program
        String what = (pool.isEmpty() ? "" : pool + ": ") + finding.text("what") + " (" + finding.text("rule") + ")";
        for (String line : Wrapped.lines(what, width - INDENT)) {
            lines.add(
                    (lines.isEmpty() ? style(severity).apply(severity, colours) + blanks : " ".repeat(INDENT)) + line);
        }
        Wrapped.lines(finding.text("why"), width - INDENT).forEach(line -> lines.add(" ".repeat(INDENT) + line));
        Wrapped.lines("→ " + finding.text("remedy"), width - INDENT)
                .forEach(line -> lines.add(" ".repeat(INDENT) + Style.FAINT.apply(line, colours)));
        lines.add("");
        return lines;
    }

    private static Style style(String severity) {
        return switch (severity) {
            case ERROR -> Style.BAD;
            case "warning" -> Style.WARNING;
            default -> Style.ACCENT;
        };
    }

    @Override
    public boolean isWell(Fields answer) {
        return answer.objects("findings").stream()
                .noneMatch(finding -> finding.text("severity").equals(ERROR));
    }
}
