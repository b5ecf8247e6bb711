// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.Level;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.Text;
import java.util.ArrayList;
import java.util.List;

/** A {@link DoctorReport} for people: a block for the source, one for each endpoint, one for all of them. Pure. */
final class DoctorText {

    private static final int LEVEL = 6;
    private static final int CHECK = 13;
    private static final int INDENT = 2 + LEVEL + CHECK;

    private final boolean colours;

    DoctorText(boolean colours) {
        this.colours = colours;
    }

    List<String> lines(DoctorReport report, int width) {
        List<String> lines = new ArrayList<>();
        String before = null;
        boolean first = true;
        for (Finding finding : report.findings()) {
            if (!finding.endpoint().equals(before)) {
                before = finding.endpoint();
                lines.add(first ? heading(report.source()) : "");
                if (!first) {
                    lines.add(heading(before.isEmpty() ? "all endpoints" : before));
                }
                first = false;
            }
            lines.addAll(lines(finding, width));
        }
        lines.add("");
        lines.add(summary(report));
        return lines;
    }

    private String heading(String text) {
        return Style.STRONG.apply(Cell.of(text).text(), colours);
    }

    private List<String> lines(Finding finding, int width) {
        List<String> lines = new ArrayList<>();
        String level = style(finding.level()).apply(name(finding.level()), colours);
        String blanks = " ".repeat(LEVEL - name(finding.level()).length());
        String head = "  " + level + blanks + Width.left(finding.check(), CHECK - 1) + " ";
        for (String line : wrapped(finding.text(), width - INDENT)) {
            lines.add(lines.isEmpty() ? head + line : " ".repeat(INDENT) + line);
        }
        if (!finding.hint().isEmpty()) {
            for (String line : wrapped("→ " + finding.hint(), width - INDENT)) {
                lines.add(" ".repeat(INDENT) + Style.FAINT.apply(line, colours));
            }
        }
        return lines;
    }

    private static String name(Level level) {
        return level == Level.SKIP ? "-" : level.name();
    }

    private static Style style(Level level) {
        return switch (level) {
            case OK -> Style.GOOD;
            case WARN -> Style.WARNING;
            case FAIL -> Style.BAD;
            case SKIP -> Style.FAINT;
        };
    }

    private String summary(DoctorReport report) {
        DoctorReport.Counts counts = report.counts();
        Level worst = counts.fail() > 0 ? Level.FAIL : counts.warn() > 0 ? Level.WARN : Level.OK;
        return style(worst).apply(counts.ok() + " OK, " + counts.warn() + " WARN, " + counts.fail() + " FAIL", colours)
                + ", " + counts.skip() + " not looked at; " + counts.examined() + " of "
                + Text.count(counts.endpoints(), "endpoint") + " in " + Numbers.seconds(report.seconds())
                + (report.interrupted() ? ", ended early" : "");
    }

    /** Cut between words where that is possible; a word that is too long stands alone. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Cell.of(text).text().split(" ")) {
            if (line.length() > 0 && Width.of(line.toString()) + 1 + Width.of(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
