// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

/** Whether a pool takes the time of what is done with its connections, which {@link PoolView.Use#uses} shows. */
public enum Timing {

    /**
     * The time of some leases or calls is taken: of each, while they come a millisecond apart or more; of ever fewer, the
     * more there are, so that some thousand a second are timed at most. Costs a busy pool nothing that can be measured.
     */
    SAMPLED,

    /** None is. */
    OFF
}
