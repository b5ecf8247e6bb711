// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

/**
 * Says which candidates could take the request at hand: not full, not over their rate, not tried already.
 *
 * <p>An answer is a snapshot and promises nothing; whoever asked must cope when the candidate is busy a moment later.
 * Cheap, free of side effects, and may be asked about the same index more than once.
 */
@FunctionalInterface
public interface Admission {

    /** Lets everyone in. */
    Admission ALL = index -> true;

    boolean admits(int index);
}
