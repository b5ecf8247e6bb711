// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.HawserException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.Entrant;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import org.jspecify.annotations.Nullable;

/** Somebody who asked for a place on a connection. */
final class SharedCall implements Entrant<Connection> {

    /** Until the pool has given it one. */
    static final SharedPool.Entry NOT_YET = () -> {};

    final int number;
    final Choice choice;
    final Patience patience;
    final long deadline;
    long since;
    SharedPool.Entry entry = NOT_YET;

    @Nullable
    SharedConnection<Connection> seat;

    boolean cancelled;

    /** Whether it was cancelled from within a callback of the pool's. */
    boolean racing;

    /** Whether it was served after the latest check. */
    boolean served;

    private int answers;
    private final Hearer hearer;

    SharedCall(int number, Choice choice, Patience patience, long deadline, Hearer hearer) {
        this.number = number;
        this.choice = choice;
        this.patience = patience;
        this.deadline = deadline;
        this.hearer = hearer;
    }

    @Override
    public void entered(SharedConnection<Connection> connection) {
        answers++;
        seat = connection;
        hearer.entered(this, connection);
    }

    @Override
    public void refused(HawserException why) {
        answers++;
        hearer.refused(this, why);
    }

    boolean waits() {
        return answers == 0 && !cancelled;
    }

    int answers() {
        return answers;
    }

    boolean isEndless() {
        return deadline == Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "call " + number;
    }

    /** Hears the answers. */
    interface Hearer {
        void entered(SharedCall call, SharedConnection<Connection> seat);

        void refused(SharedCall call, HawserException why);
    }
}
