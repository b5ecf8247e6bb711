// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second attempt beside a slow first; in virtual time. */
class HedgingTest {
    private static final Status UNAVAILABLE = Status.UNAVAILABLE.withDescription("gone");

    private static Scene scene() {
        return new Scene(builder -> builder.hedging(Duration.ofMillis(50)));
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
                .withOption(CallSettings.IDEMPOTENCE, dev.hawser.call.Idempotence.IDEMPOTENT)
                .serverStream(Echo.request("s"));
        scene.advanceMillis(1_000);

        assertThat(scene.servers.calls).hasSize(2);
    }

    @Test
    void hedgesAreTakenOutOfTheBudget() {
        RetryBudget none = RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), 0);
        Scene scene =
                new Scene(builder -> builder.hedging(Duration.ofMillis(50)).budget(none));

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
}
