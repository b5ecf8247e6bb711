// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.internal.jfr.Flight;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The decision that a waiter gets no lease. Made under the lock; the exception is made by whoever throws it. */
sealed interface Refused {

    /** The exception for the caller, with the stack of the thread that asks. */
    RuntimeException exception();

    /** For the record of the wait. */
    String inAWord(boolean timedOut);

    /** There was none to be had. */
    record NoLease(
            String message,
            Duration waited,
            Refusal refusal,
            @Nullable Throwable cause) implements Refused {
        @Override
        public RuntimeException exception() {
            return new PoolExhaustedException(message, waited, refusal, cause);
        }

        @Override
        public String inAWord(boolean timedOut) {
            return timedOut ? Flight.TIMED_OUT : Flight.REFUSED;
        }
    }

    /** The pool is closed. */
    record Closed(String pool) implements Refused {
        @Override
        public RuntimeException exception() {
            return new PoolClosedException(pool);
        }

        @Override
        public String inAWord(boolean timedOut) {
            return Flight.CLOSED;
        }
    }
}
