// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows and columns that line up and fit a given width: cells of flexible columns are cut first, then the columns that
 * matter least are left out. Lines never end in blanks. Not safe for use by several threads.
 */
public final class Table {

    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();

    /** One line: cells under the columns, or a heading across all of them. */
    private record Row(List<Cell> cells, boolean across) {}

    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a row with a cell for each column. */
    public void row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.size() + " (expected: " + columns.size() + ")");
        }
        rows.add(new Row(List.copyOf(cells), false));
    }

    /** Adds a line that is one text across all columns. */
    public void heading(Cell text) {
        rows.add(new Row(List.of(text), true));
    }

    /** The table's lines, titles first, each at most {@code width} columns wide. */
    public List<String> lines(int width, boolean colours) {
        List<Integer> shown =
                new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
        while (total(shown, true) > width) {
            Optional<Integer> least = shown.stream()
                    .filter(i -> columns.get(i).rank() > 0)
                    .max(Comparator.comparingInt(i -> columns.get(i).rank()));
            if (least.isEmpty()) {
                break;
            }
            shown.remove(least.get());
        }
        int[] widths = widths(shown, width);
        List<String> lines = new ArrayList<>();
        lines.add(line(
                shown,
                widths,
                columns.stream().map(c -> Cell.of(c.title(), Style.FAINT)).toList(),
                width,
                colours));
        for (Row row : rows) {
            lines.add(
                    row.across()
                            ? row.cells()
                                    .get(0)
                                    .style()
                                    .apply(Width.cut(row.cells().get(0).text(), width), colours)
                            : line(shown, widths, row.cells(), width, colours));
        }
        return lines;
    }

    private int[] widths(List<Integer> shown, int width) {
        int[] widths = new int[columns.size()];
        int spare = width - total(shown, true);
        for (int i : shown) {
            int extra = columns.get(i).flexible() ? Math.max(0, Math.min(spare, natural(i) - least(i))) : 0;
            widths[i] = least(i) + extra;
            spare -= extra;
        }
        return widths;
    }

    private int total(List<Integer> shown, boolean least) {
        int cells = shown.stream().mapToInt(i -> least ? least(i) : natural(i)).sum();
        return cells + GAP.length() * Math.max(0, shown.size() - 1);
    }

    private int least(int column) {
        return columns.get(column).flexible()
                ? Math.min(columns.get(column).minWidth(), natural(column))
                : natural(column);
    }

    private int natural(int column) {
        int cells = rows.stream()
                .filter(row -> !row.across())
                .mapToInt(row -> Width.of(row.cells().get(column).text()))
                .max()
                .orElse(0);
        Column c = columns.get(column);
        return Math.max(Math.max(cells, Width.of(c.title())), c.fullWidth());
    }

    private String line(List<Integer> shown, int[] widths, List<Cell> cells, int width, boolean colours) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int n = 0; n < shown.size(); n++) {
            int i = shown.get(n);
            boolean last = n == shown.size() - 1;
            int room = Math.min(widths[i], Math.max(0, width - used));
            Cell cell = cells.get(i);
            String text = Width.cut(cell.text(), room);
            String blanks = " ".repeat(Math.max(0, room - Width.of(text)));
            boolean left = columns.get(i).align() == Column.Align.LEFT;
            line.append(left ? "" : blanks).append(cell.style().apply(text, colours));
            line.append(left && !last ? blanks : "").append(last ? "" : GAP);
            used += room + GAP.length();
        }
        return line.toString().stripTrailing();
    }
}
