// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

/**
 * A key that was pressed.
 *
 * @param character what it types; 0 unless the kind is {@link Kind#CHARACTER}
 */
public record Key(Kind kind, int character) {

    /** What a key is for. */
    public enum Kind {
        CHARACTER,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE
    }


    /** The key that types this. */
    public static Key typing(int character) {
        return new Key(Kind.CHARACTER, character);
    }

    /** A key that types nothing. */
    public static Key named(Kind kind) {
        return new Key(kind, 0);
    }
}
