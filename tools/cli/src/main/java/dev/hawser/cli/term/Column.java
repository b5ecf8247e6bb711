// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/**
 * A column of a {@link Table}.
 *
 * @param title its heading
 * @param align to which side its cells go
 * @param minWidth kept even while all cells are shorter, so that a table drawn again does not jump
 * @param rank 0 is always shown; on a narrow terminal the highest ranks go first
 * @param flexible may be cut, down to its minimum, before any column goes
 */
public record Column(String title, Align align, int minWidth, int rank, boolean flexible) {

    /** To which side the cells of a column go. */
    public enum Align {
        LEFT,
        RIGHT
    }

    public static Column text(String title, int minWidth) {
        return new Column(title, Align.LEFT, minWidth, 0, false);
    }

    public static Column number(String title, int minWidth) {
        return new Column(title, Align.RIGHT, minWidth, 0, false);
    }

    public Column withRank(int value) {
        return new Column(title, align, minWidth, value, flexible);
    }

    public Column cuttable() {
        return new Column(title, align, minWidth, rank, true);
    }
}
