// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.HawserException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * There was no lease to be had: says how long was waited and, per endpoint, why not.
 *
 * <p>The cause is the latest failure to connect, if some endpoint is down.
 */
public final class PoolExhaustedException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final Duration waited;

    /** For pools. */
    public PoolExhaustedException(String message, Duration waited, Refusal refusal, @Nullable Throwable cause) {
        super(message, cause);
        this.waited = waited;
        this.refusal = refusal;
    }

    /** What kind of refusal it was, and the reason of each endpoint. */
    public Refusal refusal() {
        return refusal;
    }

    /** How long the caller waited. */
    public Duration waited() {
        return waited;
    }
}
