// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Attempt;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolEvent.TriedAttempt;
import dev.hawser.grpc.CallFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Tells listeners how an operation fares. Used like its {@link Execution}, by one thread at a time. */
final class Herald {

    private final String pool;
    private final LongAdder retried;
    private final Consumer<PoolEvent> news;
    private final List<TriedAttempt> tried = new ArrayList<>();

    /** An operation has no name of its own: it is called after what it called last. */
    private String call = "operation";

    /** @param retried counts attempts of all operations that are not their last */
    Herald(String pool, LongAdder retried, Consumer<PoolEvent> news) {
        this.pool = pool;
        this.retried = retried;
        this.news = news;
    }

    void calls(String method) {
        call = method.isEmpty() ? call : method;
    }

    void tried(Attempt attempt, long begunNanos) {
        String result = attempt.result() + " (" + attempt.next() + ")";
        tried.add(new TriedAttempt(attempt.endpoint(), result, Duration.ofNanos(begunNanos), attempt.took()));
    }

    void retried(Attempt attempt, long delayNanos) {
        retried.increment();
        Duration delay = Duration.ofNanos(delayNanos);
        news.accept(
                new PoolEvent.CallRetried(pool, call, attempt.endpoint(), attempt.number(), attempt.result(), delay));
    }

    void failed(CallFailedException report, long tookNanos) {
        Optional<Duration> took = Optional.of(Duration.ofNanos(tookNanos));
        String message = String.valueOf(report.getMessage());
        news.accept(new PoolEvent.CallFailed(pool, call, report.outcome(), took, message, tried));
    }
}
