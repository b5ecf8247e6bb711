// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Idempotence;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls with many messages: until when they are tried again, and what of them; in virtual time. */
class StreamsTest {
    private static final Status UNAVAILABLE = Status.UNAVAILABLE.withDescription("gone");
    private static final CallOptions IDEMPOTENT =
            CallOptions.DEFAULT.withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT);

    /** A caller that drives the call itself. */
    private static final class Caller extends ClientCall.Listener<EchoReply> {
        final List<String> news = new ArrayList<>();
        final ClientCall<EchoRequest, EchoReply> call;
        Runnable whenReady = () -> {};

        Caller(Scene scene, MethodDescriptor<EchoRequest, EchoReply> method) {
            call = scene.channel.newCall(method, IDEMPOTENT);
        }

        Caller start() {
            call.start(this, new Metadata());
            return this;
        }

        Caller send(String... texts) {
            for (String text : texts) {
                call.sendMessage(Echo.request(text));
            }
            return this;
        }

        @Override
        public void onReady() {
            whenReady.run();
        }

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

    private static List<String> sent(Scene scene, int call) {
        return scene.servers.call(call).sent.stream()
                .map(each -> each instanceof EchoRequest request ? request.getText() : each.toString())
                .toList();
    }

    @Test
    void aServerStreamIsTriedAgainBeforeItsFirstResponse() {
        Scene scene = new Scene();
        Caller caller =
                new Caller(scene, EchoGrpc.getServerStreamMethod()).start().send("a");
        caller.call.request(3);
        caller.call.halfClose();

        scene.servers.call(1).answer(UNAVAILABLE);
        scene.advanceMillis(100);
        scene.servers.call(2).ok(reply("done"));

        assertThat(caller.news).containsExactly("headers", "done", "OK");
        assertThat(sent(scene, 2)).containsExactly("a");
        assertThat(scene.servers.call(2).requested).isEqualTo(3);
        assertThat(scene.servers.call(2).halfClosed).isTrue();
    }

    @Test
    void onceAResponseHasBegunThereIsNoOtherAttempt() {
        for (boolean headersOnly : List.of(true, false)) {
            Scene scene = new Scene();
            Caller caller =
                    new Caller(scene, EchoGrpc.getServerStreamMethod()).start().send("a");
            if (headersOnly) {
                scene.servers.call(1).headers();
            } else {
                scene.servers.call(1).message(reply("first"));
            }

            scene.servers.call(1).answer(UNAVAILABLE);
            scene.advanceMillis(60_000);

            assertThat(scene.servers.calls).hasSize(1);
            assertThat(caller.news).containsExactly(headersOnly ? "headers" : "first", "UNAVAILABLE");
            assertThat(scene.inFlight()).isZero();
        }
    }

    @Test
    void aClientStreamIsRepeatedWithWhatItHasSentAndGoesOn() {
        Scene scene = new Scene();
        Caller caller =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send("a", "b");

        scene.servers.call(1).answer(UNAVAILABLE);
        caller.send("c"); // in the backoff
        scene.advanceMillis(100);
        caller.send("d");
        caller.call.halfClose();
        scene.servers.call(2).ok(reply("done"));

        assertThat(sent(scene, 1)).containsExactly("a", "b");
        assertThat(sent(scene, 2)).containsExactly("a", "b", "c", "d");
        assertThat(caller.news).containsExactly("headers", "done", "OK");
    }

    @Test
    void beyondItsBufferAStreamGoesOnButIsNotRepeated() {
        Scene scene = new Scene(builder -> builder.buffers(new BufferLimits(20, 1000)));
        Caller caller =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send("aaaaaaaaaa", "bbbbbbbbbb");

        scene.servers.call(1).answer(UNAVAILABLE);
        scene.advanceMillis(60_000);

        assertThat(sent(scene, 1)).hasSize(2);
        assertThat(scene.servers.calls).hasSize(1);
        assertThat(caller.news).containsExactly("UNAVAILABLE");
    }

    @Test
    void theChannelsBufferBoundsAllCallsTogetherAndIsGivenBack() {
        Scene scene = new Scene(builder -> builder.buffers(new BufferLimits(10_000, 12_000)));
        String large = "x".repeat(8_000);
        Caller first =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send(large);
        Caller second =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send(large);

        scene.servers.call(2).answer(UNAVAILABLE);
        assertThat(second.news).containsExactly("UNAVAILABLE"); // there was no room to keep it
        scene.servers.call(1).answer(UNAVAILABLE);
        scene.advanceMillis(100);
        scene.servers.call(3).ok(reply("done"));
        assertThat(first.news).containsExactly("headers", "done", "OK");

        Caller third =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send(large);
        scene.servers.call(4).answer(UNAVAILABLE);
        assertThat(third.news).isEmpty(); // there is room again
    }

    @Test
    void compressionIsRepeatedWhereItWas() {
        Scene scene = new Scene();
        Caller caller =
                new Caller(scene, EchoGrpc.getClientStreamMethod()).start().send("a");
        caller.call.setMessageCompression(false);
        caller.send("b");

        scene.servers.call(1).answer(UNAVAILABLE);
        scene.advanceMillis(100);

        assertThat(sent(scene, 2)).containsExactly("a", "compression false", "b");
    }

    @Test
    void whatIsAskedForInABackoffIsAskedOfTheNextAttempt() {
        Scene scene = new Scene();
        Caller caller = new Caller(scene, EchoGrpc.getBidiMethod()).start();
        caller.call.request(1);
        scene.servers.call(1).answer(UNAVAILABLE);

        caller.call.request(2);
        scene.advanceMillis(100);
        caller.call.request(4);

        assertThat(scene.servers.call(2).requested).isEqualTo(7);
    }

    @Test
    void aStreamIsReadyWhenItsAttemptIsAndNotInBetween() {
        Scene scene = new Scene();
        Caller caller = new Caller(scene, EchoGrpc.getBidiMethod()).start();
        assertThat(caller.call.isReady()).isTrue();
        scene.servers.call(1).ready = false;
        assertThat(caller.call.isReady()).isFalse();

        scene.servers.call(1).answer(UNAVAILABLE);
        assertThat(caller.call.isReady()).isFalse();
        List<Boolean> seen = new ArrayList<>();
        caller.whenReady = () -> seen.add(caller.call.isReady());
        scene.advanceMillis(100);
        scene.servers.call(2).becomeReady();

        assertThat(seen).containsExactly(true);
    }

    /**
     * A caller that sends for as long as the stream is ready, on a transport that calls back from within start: what it
     * sends lies about until start has ended, so it must be told to stop, and then to go on.
     */
    @Test
    void aCallerThatSendsWhileReadyFromWithinAStartIsStoppedAndTold() {
        Scene scene = new Scene();
        scene.servers.readyInStart = true;
        Caller caller = new Caller(scene, EchoGrpc.getBidiMethod());
        List<String> written = new ArrayList<>();
        caller.whenReady = () -> {
            while (caller.call.isReady() && written.size() < 100) {
                written.add("m" + written.size());
                caller.send(written.get(written.size() - 1));
            }
        };

        caller.start();

        assertThat(written).hasSize(100);
        assertThat(sent(scene, 1)).isEqualTo(written);
    }

    @Test
    void aStreamThatDoesNotAnswerInTimeIsTriedElsewhere() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withAttemptTimeout(Duration.ofSeconds(1))));
        Caller caller =
                new Caller(scene, EchoGrpc.getServerStreamMethod()).start().send("a");

        scene.advanceMillis(1_000);
        assertThat(scene.servers.call(1).cancelled).isTrue();
        scene.advanceMillis(100);
        scene.servers.call(2).ok(reply("done"));

        assertThat(caller.news).containsExactly("headers", "done", "OK");
        assertThat(scene.channel.snapshot().endpoints().stream()
                        .mapToLong(each -> each.failures())
                        .sum())
                .isEqualTo(1);
    }

    /** Nobody heard of that end, and no other came: the call waited for one for ever. */
    @Test
    void aStreamThatEndsJustWhenItsTimeIsUpIsTriedElsewhereAsWell() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withAttemptTimeout(Duration.ofSeconds(1))));
        Caller caller =
                new Caller(scene, EchoGrpc.getServerStreamMethod()).start().send("a");
        ScriptedChannels.Call<?, ?> late = scene.servers.call(1);
        late.uponCancel = () -> late.fail(Status.OK);

        scene.advanceMillis(1_100);
        scene.servers.call(2).ok(reply("done"));

        assertThat(caller.news).containsExactly("headers", "done", "OK");
        assertThat(scene.channel.snapshot().inFlight()).isZero();
    }

    @Test
    void aStreamThatAnswersInTimeMayLast() {
        Scene scene = new Scene(builder -> builder.retry(Scene.STEADY.withAttemptTimeout(Duration.ofSeconds(1))));
        Caller caller =
                new Caller(scene, EchoGrpc.getServerStreamMethod()).start().send("a");
        scene.servers.call(1).message(reply("first"));

        scene.advanceMillis(60_000);
        scene.servers.call(1).message(reply("second"));

        assertThat(caller.news).containsExactly("first", "second");
    }

    @Test
    void whatIsSentWhileItWaitsForAConnectionIsSentWhenThereIsOne() {
        Scene scene = new Scene();
        scene.servers.dead.addAll(List.of(Scene.A, Scene.B, Scene.C));
        ClientCall<EchoRequest, EchoReply> call =
                scene.channel.newCall(EchoGrpc.getBidiMethod(), IDEMPOTENT.withWaitForReady());
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(Echo.request("early"));

        scene.servers.dead.clear();
        scene.advanceMillis(10_000);

        assertThat(sent(scene, 1)).containsExactly("early");
    }
}
