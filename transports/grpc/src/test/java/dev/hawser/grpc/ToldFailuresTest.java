// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolEvent.CallFailed;
import dev.hawser.event.PoolEvent.TriedAttempt;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.view.Timing;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Listeners hear of each call that fails for good, with all that was tried. */
class ToldFailuresTest {

    private static List<CallFailed> failures(Scene scene) {
        return scene.events.stream()
                .filter(CallFailed.class::isInstance)
                .map(CallFailed.class::cast)
                .toList();
    }

    @Test
    void eachAttemptIsToldWithItsPlaceTimeAndResult() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(2)));
        ListenableFuture<?> call = scene.read();
        scene.advanceMillis(5);
        scene.servers.call(1).answer(Status.UNAVAILABLE.withDescription("gone"));
        scene.advanceMillis(100);
        scene.advanceMillis(7);

        scene.servers.call(2).answer(Status.UNAVAILABLE.withDescription("gone as well"));

        assertThat(call).isDone();
        assertThat(failures(scene)).hasSize(1);
        CallFailed failed = failures(scene).get(0);
        assertThat(failed.pool()).isEqualTo("scene");
        assertThat(failed.call()).endsWith("/Unary");
        assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failed.took()).contains(Duration.ofMillis(112));
        assertThat(failed.attempts())
                .extracting(TriedAttempt::begun)
                .containsExactly(Duration.ZERO, Duration.ofMillis(105));
        assertThat(failed.attempts())
                .extracting(TriedAttempt::took)
                .containsExactly(Optional.of(Duration.ofMillis(5)), Optional.of(Duration.ofMillis(7)));
        assertThat(failed.attempts().get(1).result()).startsWith("UNAVAILABLE: gone as well (");
        assertThat(failed.message()).isEqualTo(Scene.reportOf(call).getMessage());
    }

    @Test
    void aCallThatGetsOneAttemptIsToldAsWell() {
        Scene scene = new Scene(builder -> builder.retry(RetryPolicy.never()));
        ListenableFuture<?> call = scene.write();
        scene.advanceMillis(5);

        scene.servers.call(1).answer(Status.NOT_FOUND.withDescription("no such thing"));

        assertThat(call).isDone();
        assertThat(failures(scene)).hasSize(1);
        assertThat(failures(scene).get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failures(scene).get(0).attempts())
                .containsExactly(new TriedAttempt(
                        Optional.of(scene.servers.call(1).endpoint()),
                        "NOT_FOUND: no such thing (one attempt is all)",
                        Duration.ZERO,
                        Optional.of(Duration.ofMillis(5))));
        assertThat(failures(scene).get(0).took()).contains(Duration.ofMillis(5));
    }

    /** It was told to have taken no time at all. */
    @Test
    void aCallWhoseTimeIsNotTakenDoesNotSayHowLongItTook() {
        Scene scene = new Scene(builder -> builder.retry(RetryPolicy.never()).timing(Timing.OFF));
        ListenableFuture<?> call = scene.write();
        scene.advanceMillis(5);

        scene.servers.call(1).answer(Status.UNAVAILABLE.withDescription("gone"));

        CallFailed failed = failures(scene).get(0);
        assertThat(failed.took()).isEmpty();
        assertThat(failed.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.took()).isEmpty());
        assertThat(failed.message()).startsWith("1 attempt: #1 ").contains(": UNAVAILABLE: gone (");
        assertThat(Scene.reportOf(call).getMessage()).isEqualTo(failed.message());
    }

    @Test
    void aCallWithoutAConnectionIsToldWithoutAnEndpoint() {
        Scene scene = new Scene();
        scene.servers.dead.addAll(List.of(Address.parse("a:1"), Address.parse("b:1"), Address.parse("c:1")));

        ListenableFuture<?> call = scene.write();
        scene.advanceMillis(1_000);

        assertThat(call).isDone();
        assertThat(failures(scene)).hasSize(1);
        assertThat(failures(scene).get(0).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.endpoint()).isEmpty())
                .satisfies(attempt -> assertThat(attempt.result()).contains("every endpoint is down"));
    }

    /** Its caller knows why, and nothing has failed. */
    @Test
    void aCallThatItsCallerCancelsIsNotTold() {
        Scene scene = new Scene();
        ListenableFuture<?> first = scene.write();
        ListenableFuture<?> second = new Scene(builder -> builder.retry(RetryPolicy.never())).write();

        first.cancel(true);
        second.cancel(true);

        assertThat(scene.events).noneMatch(CallFailed.class::isInstance);
    }

    @Test
    void aCallThatSucceedsInTheEndIsNotTold() {
        Scene scene = new Scene();
        ListenableFuture<?> call = scene.read();
        scene.servers.call(1).answer(Status.UNAVAILABLE);
        scene.advanceMillis(100);

        scene.servers.call(2).ok(Scene.reply("done"));

        assertThat(call).isDone();
        assertThat(scene.events).anyMatch(PoolEvent.CallRetried.class::isInstance);
        assertThat(failures(scene)).isEmpty();
    }

    @Test
    void attemptsThatWereNotTheLastAreCountedInTheView() {
        Scene scene = new Scene();
        ListenableFuture<?> call = scene.read();
        scene.servers.call(1).answer(Status.UNAVAILABLE);
        scene.advanceMillis(100);
        scene.servers.call(2).answer(Status.UNAVAILABLE);
        scene.advanceMillis(200);
        scene.servers.call(3).ok(Scene.reply("done"));
        ListenableFuture<?> other = scene.read();
        scene.servers.call(4).ok(Scene.reply("at once"));

        assertThat(call).isDone();
        assertThat(other).isDone();
        assertThat(scene.channel.view().use().retried()).isEqualTo(2);
    }

    @Test
    void theLastAttemptOfACallThatFailsIsNoRetry() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(2)));
        ListenableFuture<?> call = scene.read();
        scene.servers.call(1).answer(Status.UNAVAILABLE);
        scene.advanceMillis(100);
        scene.servers.call(2).answer(Status.UNAVAILABLE);

        assertThat(call).isDone();
        assertThat(scene.channel.view().use().retried()).isEqualTo(1);
    }

    @Test
    void aCallThatIsPartOfSomethingLargerCanBeKeptSilent() {
        Scene scene = new Scene();
        ListenableFuture<?> call =
                scene.stub().withOption(CallSettings.TELL_FAILURE, false).unary(Echo.request("part"));

        scene.servers.call(1).answer(Status.NOT_FOUND);

        assertThat(call).isDone();
        assertThat(failures(scene)).isEmpty();
    }
}
