// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolEvent.TriedAttempt;
import dev.hawser.tcp.RequestFailedException.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The attempts at a request of which one at least has failed, for those who listen to its pool. Requests that succeed at
 * once, as nearly all do, have none. Used by one thread at a time.
 */
final class FailedRequest {

    /** Requests have numbers, and no names that would tell their kinds apart. */
    private static final String CALL = "request";

    private final long begun;
    private final List<TriedAttempt> tried = new ArrayList<>(1);

    FailedRequest(long begun) {
        this.begun = begun;
    }

    /**
     * @param whom absent if no connection could be had
     * @param since when the attempt began
     */
    void tried(Optional<Address> whom, long since, long now, String result) {
        tried.add(new TriedAttempt(
                whom, result, Duration.ofNanos(since - begun), Optional.of(Duration.ofNanos(now - since))));
    }

    /** What listeners are told in the end. */
    PoolEvent told(String pool, RequestFailedException failure, long now) {
        Outcome outcome = failure.delivery() == Delivery.NOT_SENT ? Outcome.FAILED : Outcome.UNKNOWN;
        Optional<Duration> took = Optional.of(Duration.ofNanos(now - begun));
        return new PoolEvent.CallFailed(pool, CALL, outcome, took, String.valueOf(failure.getMessage()), tried);
    }
}
