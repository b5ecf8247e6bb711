// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.call.Idempotence;

/** Writes into ledgers, which only the door does otherwise. */
public final class Ledgers {

    private Ledgers() {}

    public static void answered(Ledger ledger, Idempotence kind, int attempts) {
        ledger.answered(kind, attempts);
    }

    /** At seven seconds. */
    public static void failed(Ledger ledger, Idempotence kind, boolean inFlightOnTheKilled) {
        ledger.failed(kind, inFlightOnTheKilled, 7, "UNAVAILABLE");
    }
}
