// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.hawser.call.Attempt;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.RetryBudget;
import dev.hawser.grpc.ScriptedChannels.Call;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What follows a failed attempt, in virtual time. */
class FailoverTest {
    private static final Status UNAVAILABLE = Status.UNAVAILABLE.withDescription("gone");
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> PREVIOUS =
            Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

    @Test
    void successOnTheFirstAttemptMeansOneCallAndNoSleep() throws Exception {
        Scene scene = new Scene();
        scene.servers.script = call -> call.ok(reply("done"));

        ListenableFuture<EchoReply> call = scene.write();

        assertThat(call.get().getText()).isEqualTo("done");
        assertThat(scene.servers.calls).hasSize(1);
        assertThat(scene.inFlight()).isZero();
        assertThat(scene.retries()).isEmpty();
    }

    @Test
    void unavailableTwiceAndThenSuccessMeansThreeCallsAndSleepsOf100And200Millis() throws Exception {
        Scene scene = new Scene();
        scene.servers.script = call -> {
            if (scene.servers.calls.size() < 3) {
                call.answer(UNAVAILABLE);
            } else {
                call.ok(reply("done"));
            }
        };

        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(99);
        assertThat(scene.servers.calls).hasSize(1);
        scene.advanceMillis(1);
        assertThat(scene.servers.calls).hasSize(2);
        scene.advanceMillis(199);
        assertThat(scene.servers.calls).hasSize(2);
        scene.advanceMillis(1);

        assertThat(call.get().getText()).isEqualTo("done");
        assertThat(scene.servers.calls).hasSize(3);
        assertThat(scene.retries()).extracting(each -> each.delay().toMillis()).containsExactly(100L, 200L);
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void eachRetryGoesToAnEndpointThatTheCallHasNotTried() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        for (int i = 0; i < 5; i++) {
            scene.servers.calls.clear();
            scene.read();
            scene.advanceMillis(300);
            Set<?> tried = scene.servers.calls.stream().map(Call::endpoint).collect(Collectors.toSet());
            assertThat(tried).hasSize(3);
        }
    }

    @Test
    void aBadArgumentIsOneCallAndTheSameStatusBack() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(Status.INVALID_ARGUMENT.withDescription("no such key"));

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.statusOf(call).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(Scene.statusOf(call).getDescription()).isEqualTo("no such key");
        assertThat(Scene.reportOf(call).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void alwaysUnavailableWithThreeRetriesIsFourCallsAllListedAndTheLastIsTheCause() {
        Scene scene = new Scene();
        scene.servers.script =
                call -> call.answer(Status.UNAVAILABLE.withDescription("gone " + scene.servers.calls.size()));

        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(700);

        assertThat(scene.servers.calls).hasSize(4);
        CallFailedException report = Scene.reportOf(call);
        assertThat(report.getCause()).hasMessage("UNAVAILABLE: gone 4");
        assertThat(report.attempts()).hasSize(4);
        assertThat(report.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
        assertThat(report.attempts())
                .allSatisfy(each -> assertThat(each.endpoint()).isPresent());
        assertThat(report.attempts().get(0).next()).isEqualTo("again in 100ms");
        assertThat(report.attempts().get(3).next()).contains("used up");
        assertThat(report.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(Scene.statusOf(call).getDescription()).startsWith("gone 4 (4 attempts in 700ms: #1 ");
        assertThat(Scene.trailersOf(call).get(Report.ATTEMPTS)).isEqualTo("4");
        assertThat(Scene.trailersOf(call).get(Report.OUTCOME)).isEqualTo("unknown");
        assertThat(scene.inFlight()).isZero();
    }

    @Test
    void noRetriesMeansOneAttempt() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(1)));
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(10_000);

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.reportOf(call).attempts()).hasSize(1);
    }

    @Test
    void aWriteThatMayHaveRunIsNotSentTwiceAndItsOutcomeIsUnknown() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        ListenableFuture<EchoReply> call = scene.write();
        scene.advanceMillis(10_000);

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.reportOf(call).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(Scene.statusOf(call).getDescription()).contains("not declared idempotent");
    }

    @Test
    void aWriteThatWasNeverSentIsTriedAgain() throws Exception {
        Scene scene = new Scene();
        scene.servers.script = call -> {
            if (scene.servers.calls.size() == 1) {
                call.fail(UNAVAILABLE);
            } else {
                call.ok(reply("done"));
            }
        };

        ListenableFuture<EchoReply> call = scene.write();
        scene.advanceMillis(100);

        assertThat(call.get().getText()).isEqualTo("done");
    }

    @Test
    void aCallThatWasNeverSentHasFailedAndNotUnknown() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.fail(UNAVAILABLE);

        ListenableFuture<EchoReply> call = scene.write();
        scene.advanceMillis(700);

        assertThat(scene.servers.calls).hasSize(4);
        assertThat(Scene.reportOf(call).outcome()).isEqualTo(Outcome.FAILED);
    }

    /** The second attempt was never sent, but the first may have run. */
    @Test
    void onceUnknownTheOutcomeStaysUnknown() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withMaxAttempts(2)));
        scene.servers.script = call -> {
            if (scene.servers.calls.size() == 1) {
                call.answer(UNAVAILABLE);
            } else {
                call.fail(UNAVAILABLE);
            }
        };

        ListenableFuture<EchoReply> call = scene.read();
        scene.advanceMillis(100);

        assertThat(Scene.reportOf(call).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aMistakeInTheServersCodeIsNotRepeatedAndMayHaveRun() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(Status.UNKNOWN.withDescription("NullPointerException"));

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.reportOf(call).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void theCallsWordOnIdempotenceCountsBeforeTheChannelsAndThatBeforeTheMethods() {
        Scene scene = new Scene(builder ->
                builder.idempotent(method -> method.getBareMethodName().equals("Unary")));
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        assertThat(attemptsAt(scene, () -> scene.stub().unary(Echo.request("by the channel"))))
                .isEqualTo(4);
        assertThat(attemptsAt(
                        scene,
                        () -> scene.stub()
                                .withOption(CallSettings.IDEMPOTENCE, Idempotence.NOT_IDEMPOTENT)
                                .unary(Echo.request("by the call"))))
                .isEqualTo(1);
        assertThat(attemptsAt(scene, () -> scene.stub().unaryIdempotent(Echo.request("by the method"))))
                .isEqualTo(4);
        assertThat(attemptsAt(scene, () -> scene.stub().unaryReadOnly(Echo.request("by the method"))))
                .isEqualTo(4);
        assertThat(attemptsAt(
                        scene,
                        () -> scene.stub()
                                .withOption(CallSettings.IDEMPOTENCE, Idempotence.NOT_IDEMPOTENT)
                                .unaryIdempotent(Echo.request("by the call"))))
                .isEqualTo(1);
    }

    @Test
    void aCallMayBringItsOwnPolicy() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        assertThat(attemptsAt(
                        scene,
                        () -> scene.idempotent()
                                .withOption(CallSettings.RETRY, Scene.STEADY.withMaxAttempts(2))
                                .unary(Echo.request("x"))))
                .isEqualTo(2);
    }

    private static int attemptsAt(Scene scene, Runnable call) {
        scene.servers.calls.clear();
        call.run();
        scene.advanceMillis(60_000);
        return scene.servers.calls.size();
    }

    @Test
    void pushbackIsObeyedToTheMillisecond() {
        Scene scene = new Scene();
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK, "1500");
        scene.servers.script = call -> call.answer(UNAVAILABLE, trailers);

        scene.read();
        scene.advanceMillis(1499);
        assertThat(scene.servers.calls).hasSize(1);
        scene.advanceMillis(1);

        assertThat(scene.servers.calls).hasSize(2);
    }

    @Test
    void pushbackThatIsNegativeOrNoNumberEndsTheCall() {
        for (String value : Set.of("-1", "later")) {
            Scene scene = new Scene();
            Metadata trailers = new Metadata();
            trailers.put(PUSHBACK, value);
            scene.servers.script = call -> call.answer(UNAVAILABLE, trailers);

            ListenableFuture<EchoReply> call = scene.read();

            assertThat(Scene.statusOf(call).getDescription()).contains("the server asked not to try again");
        }
    }

    @Test
    void theRetryInfoOfTheStatusDetailsIsObeyed() {
        Scene scene = new Scene();
        RetryInfo info = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(2))
                .build();
        Metadata trailers = StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                        .addDetails(Any.pack(info))
                        .build())
                .getTrailers();
        scene.servers.script = call -> call.answer(Status.RESOURCE_EXHAUSTED, trailers);

        scene.read();
        scene.advanceMillis(1999);
        assertThat(scene.servers.calls).hasSize(1);
        scene.advanceMillis(1);

        assertThat(scene.servers.calls).hasSize(2);
    }

    @Test
    void overloadBacksOffInItsOwnSlowerClassAndSteersAway() {
        Backoff slow = Backoff.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(10));
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withOverloadBackoff(slow)));
        scene.servers.script = call -> call.answer(Status.RESOURCE_EXHAUSTED.withDescription("busy"));

        scene.read();
        scene.advanceMillis(999);
        assertThat(scene.servers.calls).hasSize(1);
        scene.advanceMillis(1);

        assertThat(scene.servers.calls).hasSize(2);
        assertThat(scene.servers.call(2).endpoint())
                .isNotEqualTo(scene.servers.call(1).endpoint());
    }

    /** RESOURCE_EXHAUSTED has two meanings; of this one nobody recovers. */
    @Test
    void aMessageThatIsTooLargeIsNotOverload() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(
                Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 4194304: 5000000"));

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.reportOf(call).attempts().get(0).next()).contains("would not change the answer");
        assertThat(scene.channel.snapshot().endpoints())
                .allSatisfy(each -> assertThat(each.failures()).isZero());
    }

    @Test
    void whenTheBudgetIsUsedUpTheOriginalErrorComesBack() {
        RetryBudget none = RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), 0);
        Scene scene = new Scene(builder -> builder.budget(none));
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(scene.servers.calls).hasSize(1);
        assertThat(Scene.statusOf(call).getDescription()).startsWith("gone").contains("budget is used up");
    }

    @Test
    void theViewShowsWhatIsLeftOfTheBudget() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);
        double before = scene.channel.view().use().retryBudget().orElseThrow();

        scene.read();

        double after = scene.channel.view().use().retryBudget().orElseThrow();
        assertThat(before).isCloseTo(10, within(0.01));
        assertThat(after).as("a call paid in a tenth, a retry took one").isCloseTo(before + 0.1 - 1, within(0.01));
    }

    @Test
    void everyAttemptHasItsOwnHeadersAndSaysHowManyCameBefore() {
        Scene scene = new Scene();
        Metadata.Key<String> key = Metadata.Key.of("k", Metadata.ASCII_STRING_MARSHALLER);
        scene.servers.script = call -> {
            call.headers.put(key, "added on the way");
            call.answer(UNAVAILABLE);
        };

        scene.read();
        scene.advanceMillis(300);

        assertThat(scene.servers.calls).hasSize(3);
        assertThat(scene.servers.calls)
                .allSatisfy(call -> assertThat(call.headers.getAll(key)).hasSize(1));
        assertThat(scene.servers.call(1).headers.containsKey(PREVIOUS)).isFalse();
        assertThat(scene.servers.call(2).headers.get(PREVIOUS)).isEqualTo("1");
        assertThat(scene.servers.call(3).headers.get(PREVIOUS)).isEqualTo("2");
    }

    @Test
    void attemptsKeepTheCallersContext() {
        Scene scene = new Scene();
        Context.Key<String> key = Context.key("user");
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        Context.current().withValue(key, "me").run(scene::read);
        scene.advanceMillis(700);

        assertThat(scene.servers.calls).hasSize(4);
        assertThat(scene.servers.calls)
                .allSatisfy(call -> assertThat(key.get(call.context)).isEqualTo("me"));
    }

    @Test
    void attemptsAreToldToListeners() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(UNAVAILABLE);

        scene.read();
        scene.advanceMillis(100);

        assertThat(scene.retries()).first().satisfies(event -> {
            assertThat(event.pool()).isEqualTo("scene");
            assertThat(event.call()).isEqualTo("hawser.test.Echo/Unary");
            assertThat(event.endpoint()).contains(scene.servers.call(1).endpoint());
            assertThat(event.attempt()).isEqualTo(1);
            assertThat(event.result()).isEqualTo("UNAVAILABLE: gone");
            assertThat(event.delay()).isEqualTo(Duration.ofMillis(100));
        });
    }

    @Test
    void connectionsThatBreakTheProtocolAreNotMistakenForTheServersWord() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.onWire().fail(Status.INTERNAL.withDescription("http2 exception"));

        scene.read();
        scene.advanceMillis(700);

        assertThat(scene.servers.calls).hasSize(4);
    }

    @Test
    void theServersOwnInternalErrorIsNotRepeated() {
        Scene scene = new Scene();
        scene.servers.script = call -> call.answer(Status.INTERNAL.withDescription("broken"));

        scene.read();
        scene.advanceMillis(700);

        assertThat(scene.servers.calls).hasSize(1);
    }
}
