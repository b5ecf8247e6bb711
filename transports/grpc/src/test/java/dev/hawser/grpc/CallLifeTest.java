// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.client.PoolClosedException;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.client.Refusal;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls begin and end, whom they count for, and what ends them early; in virtual time. */
class CallLifeTest {
    private static final Status UNAVAILABLE = Status.UNAVAILABLE.withDescription("gone");

    private static Scene scene(int attempts) {
        return new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(attempts)));
    }

    private static ClientCall<EchoRequest, EchoReply> newCall(Scene scene) {
        return scene.channel.newCall(EchoGrpc.getUnaryMethod(), CallOptions.DEFAULT);
    }

    private static final class Heard extends ClientCall.Listener<EchoReply> {
        final List<String> news = new ArrayList<>();

        @Override
        public void onHeaders(Metadata headers) {
            news.add("headers");
        }

        @Override
        public void onMessage(EchoReply message) {
            news.add(message.getText());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            news.add(status.getCode().name());
        }
    }

    // --- what is counted ---

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallIsCountedUntilItEnds(int attempts) {
        Scene scene = scene(attempts);

        scene.write();
        assertThat(scene.inFlight()).isEqualTo(1);
        scene.servers.call(1).ok(reply("done"));

        assertThat(scene.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallNeverStartedHoldsNothing(int attempts) {
        Scene scene = scene(attempts);

        newCall(scene);

        assertThat(scene.inFlight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallCancelledBeforeItsStartHoldsNothingAndCannotStart(int attempts) {
        Scene scene = scene(attempts);
        ClientCall<EchoRequest, EchoReply> call = newCall(scene);

        call.cancel("changed my mind", null);

        assertThatThrownBy(() -> call.start(new Heard(), new Metadata()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled before its start");
        assertThat(scene.inFlight()).isZero();
        assertThat(scene.servers.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallWhoseStartThrowsIsNotCountedAnyMore(int attempts) {
        Scene scene = scene(attempts);
        scene.servers.refuseToStart = true;
        ClientCall<EchoRequest, EchoReply> call = newCall(scene);
        Heard heard = new Heard();

        try {
            call.start(heard, new Metadata());
        } catch (IllegalStateException passedOn) {
            heard.news.add("thrown");
        }

        assertThat(heard.news).hasSize(1);
        assertThat(scene.inFlight()).isZero();
    }

    /** An interceptor below us that repeats itself. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anEndThatIsReportedTwiceCountsOnce(int attempts) {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(attempts))
                .sharing(SharingOptions.defaults().withConnections(1, 1)));
        scene.discovery.publish("a:1");
        scene.write();
        scene.write();

        scene.servers.call(1).ok(reply("done"));
        scene.servers.call(1).closeAgain();

        assertThat(scene.inFlight()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aConnectionLostBetweenNewCallAndStartIsNotUsed(int attempts) {
        Scene scene = scene(attempts);
        scene.discovery.publish("a:1");
        scene.write();
        scene.servers.call(1).ok(reply("first"));
        ClientCall<EchoRequest, EchoReply> call = newCall(scene);

        scene.servers.channels.get(0).loss.lost(null);
        call.start(new Heard(), new Metadata());

        assertThat(scene.servers.call(2).channel).isNotSameAs(scene.servers.call(1).channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatSpeaksAgainstAnEndpointIsCountedAndWhatDoesNotIsNot(int attempts) {
        Scene scene = scene(attempts);
        scene.discovery.publish("a:1");
        scene.write();
        scene.servers.call(1).answer(UNAVAILABLE);
        scene.write();
        scene.servers.call(2).answer(Status.NOT_FOUND);
        scene.write().cancel(true);

        assertThat(scene.channel.snapshot().endpoints().get(0).failures()).isEqualTo(1);
        assertThat(scene.channel.snapshot().endpoints().get(0).calls()).isEqualTo(3);
        assertThat(scene.inFlight()).isZero();
    }

    // --- cancelling ---

    @Test
    void cancellingDuringBackoffEndsAtOnceAndLeavesNothingBehind() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);
        scene.discovery.publish("a:1");
        scene.write();
        int timers = scene.time.pending();

        ClientCall<EchoRequest, EchoReply> call =
                scene.channel.newCall(EchoGrpc.getUnaryIdempotentMethod(), CallOptions.DEFAULT);
        Heard heard = new Heard();
        call.start(heard, new Metadata());
        call.halfClose();
        assertThat(heard.news).isEmpty();
        call.cancel("enough", null);

        assertThat(heard.news).containsExactly("CANCELLED");
        assertThat(scene.time.pending()).isLessThanOrEqualTo(timers);
        scene.advanceMillis(60_000);
        assertThat(scene.servers.calls).hasSize(2);
        assertThat(heard.news).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void cancellingWhileWaitingForAConnectionEndsAtOnce(int attempts) {
        Scene scene = scene(attempts);
        scene.servers.silent.addAll(List.of(Scene.A, Scene.B, Scene.C));
        ClientCall<EchoRequest, EchoReply> call = newCall(scene);
        Heard heard = new Heard();
        call.start(heard, new Metadata());
        assertThat(scene.channel.snapshot().waiting()).isEqualTo(1);

        call.cancel("enough", null);

        assertThat(heard.news).containsExactly("CANCELLED");
        assertThat(scene.channel.snapshot().waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void cancellingAnAttemptCancelsItAndNothingFollows(int attempts) {
        Scene scene = scene(attempts);

        ListenableFuture<EchoReply> call = scene.read();
        call.cancel(true);
        scene.advanceMillis(60_000);

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(scene.servers.call(1).cancelled).isTrue();
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void theEndOfTheCallersContextEndsTheBackoff() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);
        Context.CancellableContext context = Context.current().withCancellation();
        List<ListenableFuture<EchoReply>> calls = new ArrayList<>();
        context.run(() -> calls.add(scene.read()));

        context.cancel(null);
        scene.advanceMillis(60_000);

        assertThat(Scene.statusOf(calls.get(0)).getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(scene.servers.calls).hasSize(1);
    }

    // --- deadlines ---

    @Test
    void noAttemptBeginsWhoseBackoffWouldPassTheDeadline() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        ListenableFuture<EchoReply> call =
                scene.idempotent().withDeadlineAfter(90, TimeUnit.MILLISECONDS).unary(Echo.request("r"));

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Scene.statusOf(call).getDescription()).contains("would pass the deadline");
        assertThat(scene.servers.calls).hasSize(1);
    }

    @Test
    void anAttemptsTimeOutIsItsOwnOrWhatIsLeftWhicheverIsLess() {
        RetryPolicy policy = Scene.STEADY.withAttemptTimeout(Duration.ofSeconds(5));
        Scene scene = new Scene(builder -> builder.retry(policy));

        scene.idempotent().withDeadlineAfter(60, TimeUnit.SECONDS).unary(Echo.request("r"));
        scene.idempotent().withDeadlineAfter(2, TimeUnit.SECONDS).unary(Echo.request("r"));
        scene.read();

        assertThat(secondsLeft(scene, 1)).isBetween(4L, 5L);
        assertThat(secondsLeft(scene, 2)).isBetween(1L, 2L);
        assertThat(secondsLeft(scene, 3)).isBetween(4L, 5L);
    }

    private static long secondsLeft(Scene scene, int call) {
        return scene.servers.call(call).options.getDeadline().timeRemaining(TimeUnit.SECONDS);
    }

    @Test
    void anAttemptThatTakesTooLongIsFollowedByAnother() throws Exception {
        RetryPolicy policy = Scene.STEADY.withAttemptTimeout(Duration.ofSeconds(5));
        Scene scene = new Scene(builder -> builder.retry(policy));
        ListenableFuture<EchoReply> call = scene.read();

        scene.servers.call(1).onWire().fail(Status.DEADLINE_EXCEEDED);
        scene.advanceMillis(100);
        scene.servers.call(2).ok(reply("done"));

        assertThat(call.get().getText()).isEqualTo("done");
        assertThat(scene.servers.call(2).endpoint())
                .isNotEqualTo(scene.servers.call(1).endpoint());
    }

    @Test
    void theDeadlineEndsTheWaitForAConnectionAndSaysWhereTheTimeWent() {
        Scene scene = new Scene();
        scene.servers.silent.addAll(List.of(Scene.A, Scene.B, Scene.C));

        ListenableFuture<EchoReply> call =
                scene.idempotent().withDeadlineAfter(500, TimeUnit.MILLISECONDS).unary(Echo.request("r"));
        scene.advanceMillis(500);

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(Scene.statusOf(call).getDescription()).contains("waiting for a connection");
        assertThat(Scene.reportOf(call)).hasCauseInstanceOf(PoolExhaustedException.class);
    }

    @Test
    void aUnaryCallWithoutADeadlineGetsOneAndAStreamDoesNot() {
        Scene scene = new Scene(builder -> builder.defaultDeadline(Duration.ofSeconds(30)));

        scene.write();
        EchoGrpc.newStub(scene.channel).serverStream(Echo.request("s"), new Ignored());

        assertThat(secondsLeft(scene, 1)).isBetween(25L, 30L);
        assertThat(scene.servers.call(2).options.getDeadline()).isNull();
    }

    private static final class Ignored implements io.grpc.stub.StreamObserver<EchoReply> {
        @Override
        public void onNext(EchoReply value) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    // --- no connection ---

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whileEveryEndpointIsDownACallFailsAtOnceAndSaysWhy(int attempts) {
        Scene scene = scene(attempts);
        scene.servers.dead.addAll(List.of(Scene.A, Scene.B, Scene.C));
        scene.read();

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Scene.statusOf(call).getDescription()).contains("refused by a:1");
        assertThat(Scene.reportOf(call).outcome()).isEqualTo(dev.hawser.call.Outcome.FAILED);
        assertThat(scene.servers.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aCallThatWaitsForReadyOutlivesTheOutage(int attempts) throws Exception {
        Scene scene = scene(attempts);
        scene.servers.dead.addAll(List.of(Scene.A, Scene.B, Scene.C));
        scene.servers.script = call -> call.ok(reply("done"));
        ListenableFuture<EchoReply> call = scene.idempotent().withWaitForReady().unary(Echo.request("r"));
        scene.advanceMillis(20_000);
        assertThat(call.isDone()).isFalse();

        scene.servers.dead.clear();
        scene.advanceMillis(7_000);

        assertThat(call.get().getText()).isEqualTo("done");
        assertThat(scene.servers.call(1).options.isWaitForReady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whereThereAreNoEndpointsACallFailsAtOnceWithItsOwnCause(int attempts) {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(attempts))
                .emptyAnswer(dev.hawser.discovery.EmptyAnswer.TRUST));
        scene.discovery.publish(List.of());

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(Scene.reportOf(call)).hasCauseInstanceOf(PoolExhaustedException.class);
        assertThat(((PoolExhaustedException) Scene.reportOf(call).getCause())
                        .refusal()
                        .kind())
                .isEqualTo(Refusal.Kind.NO_ENDPOINTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void onAClosedChannelACallFailsAtOnceWithItsOwnCause(int attempts) {
        Scene scene = scene(attempts);
        scene.channel.shutdown();

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Scene.reportOf(call)).hasCauseInstanceOf(PoolClosedException.class);
    }

    // --- one endpoint ---

    @Test
    void aChannelToOneEndpointGoesThereAndTriesOnce() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        for (int i = 0; i < 5; i++) {
            EchoGrpc.newFutureStub(scene.channel.at(Scene.B)).unaryIdempotent(Echo.request("b"));
        }
        scene.advanceMillis(60_000);

        assertThat(scene.servers.calls).hasSize(5);
        assertThat(scene.servers.calls)
                .allSatisfy(call -> assertThat(call.endpoint()).isEqualTo(Scene.B));
    }

    @Test
    void aChannelToAStrangerFailsItsCallsAtOnce() {
        Scene scene = new Scene();

        ListenableFuture<EchoReply> call =
                EchoGrpc.newFutureStub(scene.channel.at(new Address("x", 1))).unary(Echo.request("x"));

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
}
