// SPDX-License-Identifier: Apache-2.0
package dev.hawser.pool;

/**
 * Says whether somebody wants to hear of returned connections: one for all the pools of a client, so that a return
 * nobody waits for costs one read. Safe for use by any thread.
 */
public final class ReturnSignal {

    private volatile boolean raised;

    /** Asks to be told of returns from now on, or no longer. */
    public void set(boolean wanted) {
        if (raised != wanted) {
            raised = wanted;
        }
    }

    public boolean isRaised() {
        return raised;
    }
}
