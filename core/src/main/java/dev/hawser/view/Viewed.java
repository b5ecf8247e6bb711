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
}
