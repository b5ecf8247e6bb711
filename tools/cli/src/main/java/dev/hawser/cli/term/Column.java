// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/**
 * A column of a {@link Table}.
 *
 * @param title its heading
 * @param align to which side its cells go
 * @param minWidth kept even while all cells are shorter, so that a table drawn again does not jump
 * @param rank 0 is always shown; on a narrow terminal the highest ranks go first
 * @param fullWidth kept even while all cells are shorter, where there is room; a column whose full width is larger than
 *     its minimum is flexible: its cells are cut, down to the minimum, before any column goes
 * @param elastic whether it is as wide as its widest cell where there is room, and flexible where there is none
 */
public record Column(String title, Align align, int minWidth, int rank, int fullWidth, boolean elastic) {

    /** To which side the cells of a column go. */
    public enum Align {
        LEFT,
        RIGHT
    }

    public static Column text(String title, int minWidth) {
        return new Column(title, Align.LEFT, minWidth, 0, minWidth, false);
    }

    public static Column number(String title, int minWidth) {
        return new Column(title, Align.RIGHT, minWidth, 0, minWidth, false);
    }

    public Column withRank(int value) {
        return new Column(title, align, minWidth, value, fullWidth, elastic);
    }

    public Column upTo(int value) {
        return new Column(title, align, minWidth, rank, value, elastic);
    }

    /** For a table that is printed once: no room is kept for what may come. */
    public Column fitted() {
        return new Column(title, align, minWidth, rank, 0, true);
    }

    boolean flexible() {
        return elastic || fullWidth > minWidth;
    }
}
