// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.call.Idempotence;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.HedgingOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second attempt beside a slow first; in virtual time. */
class HedgingTest {
    private static final Status UNAVAILABLE = Status.UNAVAILABLE.withDescription("gone");

    private static final HedgingOptions AFTER_50_MS = HedgingOptions.defaults().withDelay(Duration.ofMillis(50));

    private static Scene scene() {
        return new Scene(builder -> builder.hedging(AFTER_50_MS));
    }

    @Test
    void aSlowCallAsksASecondEndpointAndTheFirstToAnswerCounts() throws Exception {
        Scene scene = scene();
        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(49);
        assertThat(scene.servers.calls).hasSize(1);
        scene.advanceMillis(1);
        assertThat(scene.servers.calls).hasSize(2);

        scene.servers.call(2).ok(reply("second"));

        assertThat(call.get().getText()).isEqualTo("second");
        assertThat(scene.servers.call(2).endpoint())
                .isNotEqualTo(scene.servers.call(1).endpoint());
        assertThat(scene.servers.call(1).cancelled).isTrue();
        assertThat(scene.inFlight()).isZero();
        assertThat(scene.channel.snapshot().endpoints())
                .allSatisfy(each -> assertThat(each.failures()).isZero());
        assertThat(scene.retries()).hasSize(1);
    }

    @Test
    void theFirstMayStillWin() throws Exception {
        Scene scene = scene();
        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(50);

        scene.servers.call(1).ok(reply("first"));

        assertThat(call.get().getText()).isEqualTo("first");
        assertThat(scene.servers.call(2).cancelled).isTrue();
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void aCallThatAnswersInTimeIsNotHedged() {
        Scene scene = scene();
        scene.servers.script = call -> call.ok(reply("done"));

        scene.read();
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(1);
    }

    @Test
    void aWriteAndAStreamAreNeverHedged() {
        Scene scene = scene();

        scene.write();
        EchoGrpc.newBlockingStub(scene.channel)
                .withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT)
                .serverStream(Echo.request("s"));
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(2);
    }

    @Test
    void hedgesAreTakenOutOfTheBudget() {
        RetryBudget none = RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), 0);
        Scene scene = new Scene(builder -> builder.hedging(AFTER_50_MS).budget(none));

        scene.read();
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(scene.inFlight()).isEqualTo(1);
    }

    @Test
    void withOneEndpointThereIsNobodyElseToAsk() {
        Scene scene = scene();
        scene.discovery.publish("a:1");

        scene.read();
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(scene.inFlight()).isEqualTo(1);
    }

    @Test
    void whenOneOfTwoFailsTheOtherGoesOn() throws Exception {
        for (int failing : List.of(1, 2)) {
            Scene scene = scene();
            ListenableFuture<EchoReply> call = scene.read();
            scene.advanceMillis(50);

            scene.servers.call(failing).answer(UNAVAILABLE);
            assertThat(call.isDone()).isFalse();
            scene.servers.call(3 - failing).ok(reply("done"));

            assertThat(call.get().getText()).isEqualTo("done");
            assertThat(scene.inFlight()).isZero();
        }
    }

    @Test
    void whenBothFailTheCallIsTriedAgainAndAttemptsStayWithinTheirNumber() {
        Scene scene = scene();
        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(50);
        scene.servers.call(1).answer(UNAVAILABLE);
        scene.servers.script = each -> each.answer(UNAVAILABLE);
        scene.servers.call(2).answer(UNAVAILABLE);
        scene.advanceMillis(60_000);

        assertThat(scene.servers.calls.size()).isBetween(3, 4);
        assertThat(Scene.reportOf(call).attempts()).hasSize(scene.servers.calls.size());
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void anAnswerThatAnotherAttemptWouldNotChangeEndsBoth() {
        Scene scene = scene();
        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(50);

        scene.servers.call(1).answer(Status.NOT_FOUND);

        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(scene.servers.call(2).cancelled).isTrue();
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void cancellingEndsBothAndTheTimer() {
        Scene scene = scene();
        ListenableFuture<EchoReply> early = scene.read();
        early.cancel(true);
        scene.advanceMillis(1_000);
        assertThat(scene.servers.calls).hasSize(1);

        ListenableFuture<EchoReply> late = scene.read();
        scene.advanceMillis(50);
        late.cancel(true);

        assertThat(scene.servers.calls).hasSize(3);
        assertThat(scene.servers.calls)
                .allSatisfy(call -> assertThat(call.cancelled).isTrue());
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void withoutADelayCallsAreHedgedAfterTheNinetyFifthPercentile() {
        Scene scene = new Scene(builder -> builder.hedging(HedgingOptions.defaults()));
        learn(scene, 40, 10);
        int before = scene.servers.calls.size();

        scene.read();
        scene.advanceMillis(9);
        assertThat(scene.servers.calls).hasSize(before + 1);
        scene.advanceMillis(2); // the estimate is up to 7 % above

        assertThat(scene.servers.calls).hasSize(before + 2);
    }

    @Test
    void withoutADelayNothingIsHedgedBeforeTheChannelKnowsHowLongCallsTake() {
        Scene scene = new Scene(builder -> builder.hedging(HedgingOptions.defaults()));
        learn(scene, 5, 10);
        int before = scene.servers.calls.size();

        scene.read();
        scene.advanceMillis(10_000);

        assertThat(scene.servers.calls).hasSize(before + 1);
    }

    /** When servers become slow for good, hedging all calls would double their load: the percentile has to follow. */
    @Test
    void theDelayFollowsServersThatBecomeSlowThoughHedgesAnswerFirst() {
        Scene scene =
                new Scene(builder -> builder.hedging(HedgingOptions.defaults()).budget(RetryBudget.unlimited()));
        learn(scene, 40, 10);
        learn(scene, 200, 30);
        int before = scene.servers.calls.size();

        scene.read();
        scene.advanceMillis(25);

        assertThat(scene.servers.calls).hasSize(before + 1);
    }

    @Test
    void thereAreAtMostMaxHedgesEachAtAnEndpointOfItsOwnAndADelayApart() {
        HedgingOptions two = AFTER_50_MS.withMaxHedges(2);
        Scene scene = new Scene(builder -> builder.hedging(two).retry(Scene.STEADY.withMaxAttempts(5)));
        scene.discovery.publish("a:1", "b:1", "c:1", "d:1", "e:1");

        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(99);
        assertThat(scene.servers.calls).hasSize(2);
        scene.advanceMillis(1);
        assertThat(scene.servers.calls).hasSize(3);
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(3);
        assertThat(scene.servers.calls).extracting(each -> each.endpoint()).doesNotHaveDuplicates();
        scene.servers.call(3).ok(reply("third"));
        assertThat(call).isDone();
        assertThat(scene.servers.call(1).cancelled).isTrue();
        assertThat(scene.servers.call(2).cancelled).isTrue();
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void hedgesCountAsAttemptsOfThePolicy() {
        HedgingOptions four = AFTER_50_MS.withMaxHedges(4);
        Scene scene = new Scene(builder -> builder.hedging(four).retry(Scene.STEADY.withMaxAttempts(2)));

        scene.read();
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(2);
    }

    @Test
    void aFailureOfOneOfThreeDoesNotKeepTheOthersFromAnswering() throws Exception {
        HedgingOptions two = AFTER_50_MS.withMaxHedges(2);
        Scene scene = new Scene(builder -> builder.hedging(two));
        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(100);

        scene.servers.call(1).answer(UNAVAILABLE);
        scene.servers.call(3).answer(UNAVAILABLE);
        assertThat(call.isDone()).isFalse();
        scene.servers.call(2).ok(reply("done"));

        assertThat(call.get().getText()).isEqualTo("done");
        assertThat(scene.inFlight()).isZero();
    }

    /** Story: what the caller did after the hedge had begun reached only the first, and the hedge waited for it for ever. */
    @Test
    void aRequestThatIsNotCompleteYetIsHedgedOnceItIs() {
        Scene scene = scene();
        ClientCall<EchoRequest, EchoReply> call = begin(scene);
        call.sendMessage(Echo.request("r"));
        scene.advanceMillis(1_000);
        assertThat(scene.servers.calls).hasSize(1);

        call.halfClose();
        scene.advanceMillis(50);

        assertThat(scene.servers.calls).hasSize(2);
        assertThat(scene.servers.call(2).halfClosed).isTrue();
    }

    @Test
    void whatTheCallerAsksForDuringAHedgeReachesBoth() {
        Scene scene = scene();
        ClientCall<EchoRequest, EchoReply> call = begin(scene);
        call.sendMessage(Echo.request("r"));
        call.halfClose();
        scene.advanceMillis(50);

        call.request(2);

        assertThat(scene.servers.calls)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.requested).isEqualTo(2));
    }

    private static ClientCall<EchoRequest, EchoReply> begin(Scene scene) {
        ClientCall<EchoRequest, EchoReply> call = scene.channel.newCall(
                EchoGrpc.getUnaryMethod(),
                CallOptions.DEFAULT.withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT));
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        return call;
    }

    private static void learn(Scene scene, int calls, int millis) {
        for (int i = 0; i < calls; i++) {
            scene.read();
            int first = scene.servers.calls.size();
            scene.advanceMillis(millis);
            scene.servers.call(scene.servers.calls.size()).ok(reply("done"));
            assertThat(scene.servers.calls.size()).isBetween(first, first + 1);
        }
        scene.advanceMillis(200); // the estimate is up to 100 ms old
    }
}
