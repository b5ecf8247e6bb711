// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static dev.hawser.call.Idempotence.NOT_IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import dev.hawser.call.Attempt;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.client.PoolClosedException;
import dev.hawser.failover.Jitter;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.testkit.FakeTime;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operations cost and where they go, in virtual time and without connections. */
@Timeout(20)
class ExecutionTest {

    private static final RetryPolicy PLAIN = ClusterPoolBuilder.DEFAULT_RETRY
            .withBackoff(RetryPolicy.CLUSTER.backoff().withJitter(Jitter.none()))
            .withOverloadBackoff(RetryPolicy.OVERLOAD_BACKOFF.withJitter(Jitter.none()));
    private static final Duration MILLI = Duration.ofMillis(1);

    private final FakeTime time = new FakeTime();
    private final FakeFleet fleet = new FakeFleet();
    private final List<String> calls = new ArrayList<>();

    private ClusterPool<String> pool(RetryPolicy retry, String... nodes) {
        return ClusterPool.builder(Channel::authority)
                .seeds(nodes)
                .retry(retry)
                .time(time)
                .build(fleet);
    }

    private ClusterPool<String> pool(String... nodes) {
        return pool(PLAIN, nodes);
    }

    /** An operation that fails with each status in turn, and then answers with the client's name. */
    private Operation<String, String, RuntimeException> failing(Status... statuses) {
        return client -> {
            calls.add(client);
            if (calls.size() <= statuses.length) {
                throw statuses[calls.size() - 1].asRuntimeException();
            }
            return client;
        };
    }

    private static Operation<String, String, RuntimeException> always(Status status, List<String> calls) {
        return client -> {
            calls.add(client);
            throw status.asRuntimeException();
        };
    }

    /** Runs it elsewhere and lets time pass here, in steps of a millisecond; what came of it, and when. */
    private <R> Ended<R> driven(ClusterPool<String> pool, Idempotence idempotence, Operation<String, R, ?> operation) {
        CompletableFuture<R> running = CompletableFuture.supplyAsync(() -> {
            try {
                return pool.execute(idempotence, operation);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        while (!running.isDone()) {
            await().pollInterval(MILLI).until(() -> running.isDone() || time.pending() > 0);
            if (time.pending() > 0) {
                time.advance(MILLI);
            }
        }
        return new Ended<>(running, time.elapsed());
    }

    private record Ended<R>(CompletableFuture<R> result, Duration after) {
        Throwable thrown() {
            return result.handle((value, thrown) -> thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown)
                    .join();
        }

        CallFailedException report() {
            return CallFailedException.in(thrown()).orElseThrow();
        }
    }

    @Test
    void successOnTheFirstAttemptIsOneCallAndNoSleep() {
        ClusterPool<String> pool = pool("a:1");

        assertThat(pool.execute(failing())).isEqualTo("a:1");

        assertThat(calls).hasSize(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void unavailableTwiceThenSuccessIsThreeCallsAndSleepsOf100And200Milliseconds() {
        Ended<String> ended =
                driven(pool("a:1", "b:1", "c:1"), IDEMPOTENT, failing(Status.UNAVAILABLE, Status.UNAVAILABLE));

        assertThat(ended.result()).isCompleted();
        assertThat(calls).hasSize(3);
        assertThat(ended.after()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void invalidArgumentIsOneCallAndTheSameStatusBack() {
        Metadata trailers = new Metadata();
        Metadata.Key<String> key = Metadata.Key.of("field", Metadata.ASCII_STRING_MARSHALLER);
        trailers.put(key, "name");

        assertThatThrownBy(() -> pool("a:1", "b:1").execute(IDEMPOTENT, client -> {
                    calls.add(client);
                    throw Status.INVALID_ARGUMENT.withDescription("no name").asRuntimeException(trailers);
                }))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getStatus().getDescription()).isEqualTo("no name");
                    assertThat(e.getTrailers().get(key)).isEqualTo("name");
                });

        assertThat(calls).hasSize(1);
    }

    @Test
    void alwaysUnavailableWithThreeRetriesIsFourCallsAllListedAndTheCauseIsTheLast() {
        ClusterPool<String> pool = pool("a:1", "b:1");
        Ended<String> ended = driven(pool, IDEMPOTENT, client -> {
            calls.add(client);
            throw Status.UNAVAILABLE.withDescription("try " + calls.size()).asRuntimeException();
        });

        assertThat(calls).hasSize(4);
        assertThat(Status.fromThrowable(ended.thrown()).getDescription()).isEqualTo("try 4");
        assertThat(ended.report().getCause()).hasMessage("UNAVAILABLE: try 4");
        assertThat(ended.report().attempts())
                .extracting(Attempt::result)
                .containsExactly(
                        "UNAVAILABLE: try 1", "UNAVAILABLE: try 2", "UNAVAILABLE: try 3", "UNAVAILABLE: try 4");
    }

    @Test
    void theFailureListsEndpointStatusTimeAndWhyTheNextWasOrWasNotTried() {
        Ended<String> ended = driven(pool("a:1", "b:1"), IDEMPOTENT, always(Status.ABORTED, calls));

        List<Attempt> attempts = ended.report().attempts();
        assertThat(attempts)
                .extracting(a -> a.endpoint().orElseThrow().toString())
                .containsSubsequence("a:1", "b:1");
        assertThat(attempts).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        assertThat(attempts).extracting(Attempt::took).containsOnly(Optional.of(Duration.ZERO));
        assertThat(attempts.get(0).next()).contains("again in 100ms");
        assertThat(attempts.get(3).next()).contains("attempts used up");
        assertThat(ended.report()).hasMessageContaining("a:1").hasMessageContaining("attempts used up");
    }

    @Test
    void withZeroRetriesThereIsOneAttempt() {
        Ended<String> ended =
                driven(pool(PLAIN.withMaxAttempts(1), "a:1", "b:1"), IDEMPOTENT, always(Status.UNAVAILABLE, calls));

        assertThat(calls).hasSize(1);
        assertThat(ended.after()).isZero();
    }

    @Test
    void theFirstRetryReachesAnotherNode() {
        driven(pool("a:1", "b:1"), IDEMPOTENT, failing(Status.UNAVAILABLE));

        assertThat(calls).containsExactly("a:1", "b:1");
    }

    @Test
    void noNodeIsTriedTwiceWhileThereIsAnother() {
        driven(pool("a:1", "b:1", "c:1", "d:1"), IDEMPOTENT, always(Status.UNAVAILABLE, calls));

        assertThat(calls).containsExactlyInAnyOrder("a:1", "b:1", "c:1", "d:1");
    }

    /**
     * While three nodes elected a leader after the death of one, each operation spent its third attempt on the dead one, which
     * it had not been to: it was refused there at once, and paused for 400 ms although the others had a leader by then.
     */
    @Test
    void noAttemptIsWastedOnAShunnedNodeWhileThereIsAnother() {
        ClusterPool<String> pool = pool("a:1", "b:1", "c:1");
        fleet.shunned.add(dev.hawser.endpoint.Address.parse("c:1"));

        driven(pool, IDEMPOTENT, always(Status.UNAVAILABLE, calls));

        assertThat(calls).hasSize(4).contains("a:1", "b:1").doesNotContain("c:1");
    }

    /** The share of a node that was left alone went to the next one, which then had twice as much as the others. */
    @Test
    void loadSpreadsEvenlyOverTheNodesThatThereIsReasonToTrust() {
        ClusterPool<String> pool = pool("a:1", "b:1", "c:1");
        fleet.shunned.add(dev.hawser.endpoint.Address.parse("b:1"));

        for (int i = 0; i < 30; i++) {
            pool.execute(failing());
        }

        assertThat(calls).doesNotContain("b:1");
        assertThat(calls).filteredOn("a:1"::equals).hasSize(15);
    }

    @Test
    void whenAllNodesAreShunnedTheyAreTriedAllTheSame() {
        ClusterPool<String> pool = pool("a:1");
        fleet.shunned.add(dev.hawser.endpoint.Address.parse("a:1"));

        assertThat(pool.execute(failing())).isEqualTo("a:1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "ABORTED", "RESOURCE_EXHAUSTED"})
    void whatIsNotIdempotentIsNotRepeatedAfterAFailureThatProvesNothing(Status.Code code) {
        Ended<String> ended = driven(pool("a:1", "b:1"), NOT_IDEMPOTENT, always(code.toStatus(), calls));

        assertThat(calls).hasSize(1);
        assertThat(ended.report().attempts().get(0).next()).contains("not declared idempotent");
        assertThat(ended.report().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void whatIsNotIdempotentIsRepeatedWhenTheChannelProvesThatItNeverLeft() {
        Status unsent = Status.UNAVAILABLE.withCause(
                new CallFailedException("refused", Outcome.FAILED, List.of(), Status.UNAVAILABLE.asRuntimeException()));

        Ended<String> ended = driven(pool("a:1", "b:1"), NOT_IDEMPOTENT, failing(unsent));

        assertThat(ended.result()).isCompletedWithValue("b:1");
    }

    @Test
    void theSwitchRepeatsWhatIsNotIdempotent() {
        Ended<String> ended =
                driven(pool(PLAIN.withUnsafe(true), "a:1", "b:1"), NOT_IDEMPOTENT, failing(Status.DEADLINE_EXCEEDED));

        assertThat(ended.result()).isCompletedWithValue("b:1");
    }

    @Test
    void anOperationIsNotIdempotentUnlessItIsSaidToBe() {
        assertThatThrownBy(() -> pool("a:1", "b:1").execute(always(Status.UNAVAILABLE, calls)))
                .isInstanceOf(StatusRuntimeException.class);

        assertThat(calls).hasSize(1);
    }

    @Test
    void mistakesInTheProgramAreNotTriedAgain() {
        IllegalStateException mistake = new IllegalStateException("a bug");

        assertThatThrownBy(() -> pool("a:1", "b:1").execute(IDEMPOTENT, client -> {
                    calls.add(client);
                    throw mistake;
                }))
                .isSameAs(mistake);

        assertThat(calls).hasSize(1);
    }

    /** The second generation of blocking stubs throws the checked kind. */
    @Test
    void aCheckedStatusIsTriedAgainAndComesBackChecked() {
        Ended<String> ended = driven(pool("a:1", "b:1"), IDEMPOTENT, client -> {
            calls.add(client);
            throw new StatusException(Status.UNAVAILABLE);
        });

        assertThat(calls).hasSize(4);
        assertThat(ended.thrown()).isInstanceOf(StatusException.class);
        assertThat(ended.report().attempts()).hasSize(4);
    }

    @Test
    void withoutNodesItFailsAtOnceWithAnExceptionOfItsOwn() {
        assertThatThrownBy(() -> pool().execute(IDEMPOTENT, failing()))
                .isInstanceOf(NoNodesException.class)
                .hasMessageContaining("no nodes");

        assertThat(time.pending()).isZero();
    }

    @Test
    void aClosedPoolFailsAtOnceWithAnExceptionOfItsOwn() {
        ClusterPool<String> pool = pool("a:1");
        pool.close();

        assertThatThrownBy(() -> pool.execute(IDEMPOTENT, failing())).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(pool::any).isInstanceOf(PoolClosedException.class);
        assertThatThrownBy(() -> pool.addNode("b:1")).isInstanceOf(PoolClosedException.class);
        assertThat(pool.executeAsync(IDEMPOTENT, client -> CompletableFuture.completedFuture(client)))
                .isCompletedExceptionally();
        assertThat(calls).isEmpty();
    }

    @Test
    void closingEndsTheWaitBetweenTwoAttempts() {
        ClusterPool<String> pool = pool("a:1");
        CompletableFuture<String> running =
                CompletableFuture.supplyAsync(() -> pool.execute(IDEMPOTENT, always(Status.UNAVAILABLE, calls)));
        await().until(() -> time.pending() == 1);

        pool.close();

        assertThatThrownBy(running::join).hasCauseInstanceOf(PoolClosedException.class);
        assertThat(time.pending()).isZero();
    }

    @Test
    void anInterruptDuringTheBackoffEndsItAtOnce() throws Exception {
        ClusterPool<String> pool = pool("a:1");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                pool.execute(IDEMPOTENT, always(Status.UNAVAILABLE, calls));
            } catch (RuntimeException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        await().until(() -> time.pending() == 1);

        caller.interrupt();
        caller.join();

        assertThat(Status.fromThrowable(thrown.get()).getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(CallFailedException.in(thrown.get()).orElseThrow().attempts())
                .hasSize(1);
        assertThat(flag.get()).isTrue();
        assertThat(calls).hasSize(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void cancellingTheCallersContextDuringTheBackoffEndsItAtOnce() {
        ClusterPool<String> pool = pool("a:1");
        Context.CancellableContext context = Context.ROOT.withCancellation();
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> {
            try {
                return context.call(() -> pool.execute(IDEMPOTENT, always(Status.UNAVAILABLE, calls)));
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> time.pending() == 1);

        context.cancel(null);

        assertThatThrownBy(running::join)
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.CANCELLED));
        assertThat(time.pending()).isZero();
    }

    @Test
    void cancellingAnAsynchronousExecutionDuringTheBackoffEndsItAtOnce() {
        CompletableFuture<String> running =
                pool("a:1").executeAsync(IDEMPOTENT, client -> CompletableFuture.failedFuture(unavailable(client)));
        assertThat(time.pending()).isEqualTo(1);

        running.cancel(false);

        assertThat(time.pending()).isZero();
        assertThat(calls).hasSize(1);
    }

    private StatusRuntimeException unavailable(String client) {
        calls.add(client);
        return Status.UNAVAILABLE.asRuntimeException();
    }

    @Test
    void noAttemptBeginsWhoseBackoffWouldPassTheDeadline() {
        RetryPolicy slow = PLAIN.withBackoff(dev.hawser.failover.Backoff.constant(Duration.ofSeconds(10)));

        Ended<String> ended = driven(pool(slow, "a:1", "b:1"), IDEMPOTENT, always(Status.UNAVAILABLE, calls));

        assertThat(calls).hasSize(1);
        assertThat(ended.after()).isZero();
        assertThat(ended.report().attempts().get(0).next()).contains("would pass the deadline");
    }

    @Test
    void anAttemptGetsItsTimeoutOrWhatIsLeftIfThatIsLess() {
        RetryPolicy policy = PLAIN.withAttemptTimeout(Duration.ofSeconds(6));
        ClusterPool<String> pool = pool(policy, "a:1", "b:1");
        List<Duration> remaining = new ArrayList<>();

        pool.execute(IDEMPOTENT, (client, context) -> {
            remaining.add(context.remaining());
            if (remaining.size() == 1) {
                time.advance(Duration.ofSeconds(6));
                CompletableFuture.runAsync(() -> {
                    await().until(() -> time.pending() == 1);
                    time.advance(Duration.ofMillis(100));
                });
                throw Status.DEADLINE_EXCEEDED.asRuntimeException();
            }
            return client;
        });

        assertThat(remaining).containsExactly(Duration.ofSeconds(6), Duration.ofMillis(3900));
    }

    @Test
    void theDeadlineOfTheCallersContextCountsWhenItIsSooner() throws Exception {
        ClusterPool<String> pool = pool("a:1");
        var scheduler = java.util.concurrent.Executors.newSingleThreadScheduledExecutor();
        try (Context.CancellableContext context =
                Context.ROOT.withDeadlineAfter(2, java.util.concurrent.TimeUnit.SECONDS, scheduler)) {
            Duration remaining = context.call(() -> pool.execute(IDEMPOTENT, (client, c) -> c.remaining()));

            assertThat(remaining).isLessThanOrEqualTo(Duration.ofSeconds(2));
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void theOperationKnowsItsAttemptAndItsEndpoint() {
        List<String> seen = new ArrayList<>();
        ClusterPool<String> pool = pool("a:1", "b:1");
        CompletableFuture<String> running = pool.executeAsync(IDEMPOTENT, (client, context) -> {
            seen.add(context.attempt() + " " + context.endpoint() + " " + client);
            return context.attempt() == 1
                    ? CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException())
                    : CompletableFuture.completedFuture(client);
        });

        time.advance(Duration.ofMillis(100));

        assertThat(running).isCompletedWithValue("b:1");
        assertThat(seen).containsExactly("1 a:1 a:1", "2 b:1 b:1");
    }

    @Test
    void anAsynchronousAttemptThatNeverEndsIsGivenUpAtItsTimeout() {
        ClusterPool<String> pool = pool("a:1", "b:1");
        CompletableFuture<String> running = pool.executeAsync(
                IDEMPOTENT,
                (client, context) ->
                        context.attempt() == 1 ? new CompletableFuture<>() : CompletableFuture.completedFuture(client));

        time.advance(Duration.ofMillis(5099));
        assertThat(running).isNotDone();
        time.advance(MILLI);

        assertThat(running).isCompletedWithValue("b:1");
        assertThat(time.pending()).isZero();
    }

    @Test
    void pushbackFromTheServerIsObeyed() {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "700");
        Ended<String> ended = driven(pool("a:1", "b:1"), IDEMPOTENT, client -> {
            calls.add(client);
            if (calls.size() == 1) {
                throw Status.UNAVAILABLE.asRuntimeException(trailers);
            }
            return client;
        });

        assertThat(ended.after()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void aServerThatAsksNotToTryAgainIsObeyed() {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
        driven(pool("a:1", "b:1"), IDEMPOTENT, client -> {
            calls.add(client);
            throw Status.UNAVAILABLE.asRuntimeException(trailers);
        });

        assertThat(calls).hasSize(1);
    }

    @Test
    void overloadBacksOffInAClassOfItsOwn() {
        RetryPolicy policy = PLAIN.withOverloadBackoff(dev.hawser.failover.Backoff.constant(Duration.ofMillis(900)));

        Ended<String> ended =
                driven(pool(policy, "a:1", "b:1"), IDEMPOTENT, failing(Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE));

        assertThat(ended.result()).isCompleted();
        assertThat(ended.after()).isEqualTo(Duration.ofMillis(1000));
    }

    @Test
    void aNodeThatHasTooMuchToDoIsSparedForAWhile() {
        ClusterPool<String> pool = pool(PLAIN.withMaxAttempts(1), "a:1", "b:1");
        assertThatThrownBy(() -> pool.execute(IDEMPOTENT, always(Status.RESOURCE_EXHAUSTED, calls)))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(calls).containsExactly("a:1");
        calls.clear();

        time.advance(Overloads.REST.minus(MILLI));
        for (int i = 0; i < 4; i++) {
            pool.execute(failing());
            calls.add(pool.any().client());
        }
        assertThat(calls).containsOnly("b:1");

        time.advance(MILLI);
        for (int i = 0; i < 4; i++) {
            pool.execute(failing());
        }
        assertThat(calls).contains("a:1");
    }

    @Test
    void howLongANodeIsSparedIsForTheServerToSay() {
        ClusterPool<String> pool = pool(PLAIN.withMaxAttempts(1), "a:1", "b:1");
        StatusRuntimeException busy = StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                .addDetails(Any.pack(com.google.rpc.RetryInfo.newBuilder()
                        .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(7))
                        .build()))
                .build());
        assertThatThrownBy(() -> pool.execute(IDEMPOTENT, client -> {
                    throw busy;
                }))
                .isInstanceOf(StatusRuntimeException.class);

        time.advance(Duration.ofMillis(6999));
        for (int i = 0; i < 4; i++) {
            pool.execute(failing());
        }

        assertThat(calls).containsOnly("b:1");
    }

    @Test
    void theOnlyNodeIsGoneToThoughItHasTooMuchToDo() {
        Ended<String> ended = driven(pool("a:1"), IDEMPOTENT, failing(Status.RESOURCE_EXHAUSTED));

        assertThat(ended.result()).isCompletedWithValue("a:1");
    }

    @Test
    void theDelayInARetryInfoIsObeyed() {
        Ended<String> ended = driven(pool("a:1", "b:1"), IDEMPOTENT, client -> {
            calls.add(client);
            if (calls.size() == 1) {
                throw StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.UNAVAILABLE.value())
                        .addDetails(Any.pack(com.google.rpc.RetryInfo.newBuilder()
                                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                        .setNanos(450_000_000))
                                .build()))
                        .build());
            }
            return client;
        });

        assertThat(ended.after()).isEqualTo(Duration.ofMillis(450));
    }

    @Test
    void retriesOfAllOperationsTogetherKeepToTheBudget() {
        ClusterPool<String> pool = ClusterPool.builder(Channel::authority)
                .seeds("a:1", "b:1")
                .retry(PLAIN.withBackoff(dev.hawser.failover.Backoff.constant(Duration.ZERO)))
                .budget(dev.hawser.failover.BudgetOptions.defaults()
                        .withShare(0)
                        .withReservePerSecond(2))
                .time(time)
                .build(fleet);

        for (int i = 0; i < 100; i++) {
            pool.executeAsync(IDEMPOTENT, client -> CompletableFuture.failedFuture(unavailable(client)));
        }
        time.advance(MILLI);

        assertThat(calls.size()).isBetween(101, 102);
    }

    @Test
    void codesAreRetryableAsThePolicySays() {
        ClusterPool<String> pool = pool("a:1");

        assertThat(List.of(Status.Code.values()))
                .filteredOn(pool::isRetryable)
                .containsExactlyInAnyOrder(
                        Status.Code.UNAVAILABLE,
                        Status.Code.RESOURCE_EXHAUSTED,
                        Status.Code.DEADLINE_EXCEEDED,
                        Status.Code.ABORTED);
        assertThat(pool(PLAIN.withRetried(java.util.Set.of(dev.hawser.call.Failure.Kind.ABORTED)), "a:1")
                        .isRetryable(Status.Code.UNAVAILABLE))
                .isFalse();
    }
}
