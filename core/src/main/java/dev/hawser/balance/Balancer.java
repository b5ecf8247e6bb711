// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import java.util.List;
import java.util.Optional;

/**
 * A way to spread work over endpoints: it turns each new set of candidates into a {@link Picker}.
 *
 * <h2>How it is used</h2>
 * The control plane calls {@link #picker} whenever the set of candidates changes: discovery added or removed one,
 * a weight changed, an endpoint went down or came back. The data plane calls {@link Picker#pick} for each request,
 * from any thread, and never waits for the control plane. Candidates that are down are left out of the list, which is
 * how proportions stay right while one is away; candidates that are only busy stay in it, and are passed over by
 * {@link Admission}.
 *
 * <h2>Rules for implementors</h2>
 * {@link #picker} is called serially and must not block. It may carry state over from {@code previous}, such as a
 * position, and must not change {@code previous}, which other threads still use. A balancer has no state of its own,
 * so that one object can serve many pools.
 */
public interface Balancer {

    /**
     * Makes the picker for a set of candidates.
     *
     * @param candidates in no particular order, no address twice, perhaps empty; immutable
     * @param previous the picker that this one replaces, made by an equal balancer for the same pool
     */
    Picker picker(List<? extends Candidate> candidates, Optional<Picker> previous);

    /** Whether pickers read {@link Candidate#load()}; if not, nobody spends time on keeping it. */
    default boolean usesLoad() {
        return false;
    }
}
