// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of words in aligned columns, as plain text: no colours, and nothing in it that a terminal would obey. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] right;

    /** @param head one that begins with {@code >} is aligned to the right */
    Table(String... head) {
        widths = new int[head.length];
        right = new boolean[head.length];
        String[] names = head.clone();
        for (int i = 0; i < head.length; i++) {
            right[i] = head[i].startsWith(">");
            names[i] = right[i] ? head[i].substring(1) : head[i];
        }
        row((Object[]) names);
    }

    /** One row; what is shorter than the head is filled up. */
    Table row(Object... cells) {
        String[] row = new String[widths.length];
        Arrays.fill(row, "");
        for (int i = 0; i < cells.length; i++) {
            row[i] = Line.of(String.valueOf(cells[i]));
            widths[i] = Math.max(widths[i], length(row[i]));
        }
        rows.add(row);
        return this;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(widths[i] - length(row[i]));
                line.append(i == 0 ? "" : GAP).append(right[i] ? padding + row[i] : row[i] + padding);
            }
            all.append(line.toString().stripTrailing()).append('\n');
        }
        return all.toString();
    }
}
