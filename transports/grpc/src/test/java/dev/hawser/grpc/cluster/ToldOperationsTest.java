// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static dev.hawser.call.Idempotence.NOT_IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent.CallFailed;
import dev.hawser.event.PoolEvent.CallRetried;
import dev.hawser.event.PoolEvent.TriedAttempt;
import dev.hawser.failover.Jitter;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.testkit.FakeTime;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Listeners hear of operations that are tried again, and of those that fail for good. */
class ToldOperationsTest {

    private static final RetryPolicy TWICE = RetryPolicy.CLUSTER
            .withMaxAttempts(2)
            .withBackoff(RetryPolicy.CLUSTER.backoff().withJitter(Jitter.none()));

    private final FakeTime time = new FakeTime();
    private final FakeFleet fleet = new FakeFleet();
    private final ClusterPool<String> pool = ClusterPool.builder(Channel::authority)
            .name("kv")
            .seeds("a:1", "b:1")
            .retry(TWICE)
            .time(time)
            .build(fleet);

    private CompletableFuture<String> failing(ExecutionContext context, String node) {
        context.calls("etcdserverpb.KV/Range");
        time.advance(Duration.ofMillis(3));
        return CompletableFuture.failedFuture(
                Status.UNAVAILABLE.withDescription(node + " is gone").asRuntimeException());
    }

    @Test
    void anOperationIsToldAfterWhatItCalledWithAllItsAttempts() {
        CompletableFuture<String> result = pool.executeAsync(IDEMPOTENT, (client, context) -> failing(context, client));
        time.advance(Duration.ofMillis(100));

        assertThat(result).isCompletedExceptionally();
        assertThat(fleet.events).hasSize(2);
        assertThat(fleet.events.get(0))
                .isEqualTo(new CallRetried(
                        "kv",
                        "etcdserverpb.KV/Range",
                        Optional.of(Address.parse("a:1")),
                        1,
                        "UNAVAILABLE: a:1 is gone",
                        Duration.ofMillis(100)));
        CallFailed failed = (CallFailed) fleet.events.get(1);
        assertThat(failed.call()).isEqualTo("etcdserverpb.KV/Range");
        assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failed.took()).contains(Duration.ofMillis(106));
        assertThat(failed.message()).contains("a:1 is gone").contains("b:1 is gone");
        assertThat(failed.attempts())
                .extracting(TriedAttempt::begun, TriedAttempt::took)
                .containsExactly(
                        tuple(Duration.ZERO, Optional.of(Duration.ofMillis(3))),
                        tuple(Duration.ofMillis(103), Optional.of(Duration.ofMillis(3))));
    }

    /** An operation is the unit here: what its calls do within one attempt are no retries of the cluster's. */
    @Test
    void attemptsThatWereNotTheLastAreCountedInTheView() {
        for (int i = 0; i < 3; i++) {
            var failed = pool.executeAsync(IDEMPOTENT, (client, context) -> failing(context, client));
            time.advance(Duration.ofMillis(100));
            assertThat(failed).isCompletedExceptionally();
        }
        var written = pool.executeAsync(NOT_IDEMPOTENT, (client, context) -> failing(context, client));
        var read = pool.executeAsync(IDEMPOTENT, (client, context) -> CompletableFuture.completedFuture("there"));

        assertThat(written).isCompletedExceptionally();
        assertThat(read).isCompletedWithValue("there");
        assertThat(pool.view().use().retried()).isEqualTo(3);
    }

    @Test
    void anOperationThatItsCallerCancelsIsNotTold() {
        Context.CancellableContext context = Context.current().withCancellation();
        CompletableFuture<String> never = new CompletableFuture<>();
        Context before = context.attach();
        CompletableFuture<String> result = pool.executeAsync(NOT_IDEMPOTENT, (client, attempt) -> never);
        context.detach(before);

        context.cancel(null);

        assertThat(result).isCompletedExceptionally();
        assertThat(fleet.events).isEmpty();
    }
}
