// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static java.util.Objects.requireNonNull;

import dev.hawser.HawserException;
import dev.hawser.call.Attempt;
import dev.hawser.call.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call that failed: the cause of the status that a {@link PooledChannel}'s caller gets.
 *
 * <p>Its own cause is what ended the call: the status of the last attempt as an exception, or a
 * {@code PoolExhaustedException} or {@code PoolClosedException} if there was no connection for it.
 */
public final class CallFailedException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final transient List<Attempt> attempts;

    /**
     * @param outcome what is known about the call's effect
     * @param attempts in the order in which they ended; empty if no connection could be had
     */
    public CallFailedException(String message, Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = requireNonNull(outcome, "outcome");
        this.attempts = List.copyOf(attempts);
    }

    /** What is known about the call's effect: never {@code OK}, and {@code UNKNOWN} unless it is proven to have had none. */
    public Outcome outcome() {
        return outcome;
    }

    /** Each attempt: whom it went to, how it ended, why there was another or not. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The report within what a stub threw; absent if the call wasn't made through a {@link PooledChannel}. */
    public static Optional<CallFailedException> in(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CallFailedException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
