// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

/** Something that can be looked at and steered by an operator: a pool of any kind. Safe for use by any thread. */
public interface Viewed {

    /**
     * How everything stands now. Costs a pass over all endpoints and takes the lock that waiters use, so look some times a
     * second at most. Works on a closed pool, too.
     */
    PoolView view();

    /** What an operator may do to it. */
    PoolControl control();

    /**
     * Whether somebody has closed it: no new work is taken, though what is under way may go on for a while. True at the latest
     * when listeners hear of {@link dev.hawser.event.PoolEvent.PoolClosed}, and for ever. Takes no lock that is held for long.
     *
     * <p>Events have a pool's name only. Where one pool takes another's place under the same name, this tells which of the two
     * has ended.
     */
    boolean isClosed();
}
