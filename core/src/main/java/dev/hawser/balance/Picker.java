// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

/**
 * Chooses the candidate for each request, over one fixed list of candidates. Replaced as a whole, never changed.
 *
 * <p>Safe for use by any thread, and never blocks for longer than a handful of instructions.
 */
@FunctionalInterface
public interface Picker {

    /** What {@link #pick} answers when no candidate is admitted. */
    int NONE = -1;

    /**
     * The index, in the list this picker was made from, of the candidate to be used next; {@link #NONE} if there is
     * none that {@code admission} lets in.
     *
     * <p>Guaranteed: if {@code admission} steadily admits at least one candidate with a weight above 0 (or any, where
     * all weigh 0), an admitted one is returned. Those not admitted are passed over as if it was not their turn
     * being lost: the proportions among the others hold. A pick is a step: calling it again moves on.
     */
    int pick(Admission admission);
}
