// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

/**
 * A cycle of turns: whose turn it is at each position. Immutable, and without a position of its own, which is what
 * lets {@link TurnPicker} be a counter.
 */
sealed interface TurnOrder permits Rotation, LvsOrder, SmoothOrder {

    /** What the two searching methods answer when there is nothing. */
    long NOTHING = -1;

    /** The length of the cycle, at least 1; 1 if and only if one candidate takes part. */
    long period();

    /** The index of the candidate whose turn {@code position} is; {@code 0 <= position < period()}. */
    int at(long position);

    /**
     * How many turns from {@code position} on belong to candidates that are not admitted, before one that is; {@link
     * #NOTHING} if nobody is. Looks at one cycle at most and asks about each candidate a bounded number of times,
     * however long the cycle.
     */
    long turnsUntilAdmitted(long position, Admission admission);

    /**
     * The position at which to go on when this order replaces {@code previous}, whose next turn was {@code position};
     * {@link #NOTHING} if it is of another kind, which has no position to compare.
     */
    long continued(TurnOrder previous, long position);
}
