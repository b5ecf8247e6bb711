// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static dev.hawser.grpc.Scene.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.grpc.echo.EchoReply;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a channel, and its state as gRPC names it. */
class ShutdownTest {

    private static void awaitTerminated(Scene scene) {
        await().untilAsserted(() -> assertThat(scene.channel.isTerminated()).isTrue());
    }

    @Test
    void afterShutdownCallsInFlightEndInTheirOwnTime() throws Exception {
        Scene scene = new Scene();
        ListenableFuture<EchoReply> call = scene.write();

        scene.channel.shutdown();
        assertThat(scene.channel.isShutdown()).isTrue();
        scene.advanceMillis(60_000);
        assertThat(scene.channel.isTerminated()).isFalse();
        scene.servers.call(1).ok(reply("done"));
        scene.advanceMillis(20);

        assertThat(call.get().getText()).isEqualTo("done");
        awaitTerminated(scene);
    }

    @Test
    void afterShutdownACallInABackoffIsStillTriedAgain() throws Exception {
        Scene scene = new Scene();
        ListenableFuture<EchoReply> call = scene.read();
        scene.servers.call(1).answer(Status.UNAVAILABLE);

        scene.channel.shutdown();
        scene.advanceMillis(100);
        scene.servers.call(2).ok(reply("done"));
        scene.advanceMillis(20);

        assertThat(call.get().getText()).isEqualTo("done");
        awaitTerminated(scene);
    }

    @Test
    void afterShutdownACallThatWaitsForAConnectionStillGetsIt() throws Exception {
        Scene scene = new Scene();
        scene.servers.dead.addAll(List.of(Scene.A, Scene.B, Scene.C));
        scene.servers.script = each -> each.ok(reply("done"));
        ListenableFuture<EchoReply> call = scene.idempotent().withWaitForReady().unary(Echo.request("r"));

        scene.channel.shutdown();
        scene.servers.dead.clear();
        scene.advanceMillis(10_000);

        assertThat(call.get().getText()).isEqualTo("done");
        awaitTerminated(scene);
    }

    @Test
    void shutdownNowEndsCallsInFlightInBackoffAndWaitingAtOnce() throws Exception {
        Scene scene = new Scene();
        ListenableFuture<EchoReply> inFlight = scene.read();
        ListenableFuture<EchoReply> paused = scene.read();
        scene.servers.call(2).answer(Status.UNAVAILABLE);
        scene.servers.silent.add(new dev.hawser.endpoint.Address("d", 1));
        scene.discovery.publish("a:1", "b:1", "c:1", "d:1");
        ListenableFuture<EchoReply> waiting = dev.hawser.grpc.echo.EchoGrpc.newFutureStub(
                        scene.channel.at(new dev.hawser.endpoint.Address("d", 1)))
                .unary(Echo.request("w"));

        scene.channel.shutdownNow();

        assertThat(Scene.statusOf(paused).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Scene.statusOf(waiting).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        scene.advanceMillis(1);
        assertThat(Scene.statusOf(inFlight).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(scene.servers.calls).hasSize(2);
        awaitTerminated(scene);
    }

    /** It once claimed to have waited since the clock began, and said everything twice. */
    @Test
    void aCallAfterShutdownSaysOnceThatThePoolIsClosedAndHasNotWaited() {
        Scene scene = new Scene();
        scene.advanceMillis(5_000);
        scene.channel.shutdown();

        ListenableFuture<EchoReply> call = scene.read();

        assertThat(Scene.statusOf(call).getDescription()).isEqualTo("pool 'scene' is closed");
        assertThat(Scene.reportOf(call).attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.endpoint()).isEmpty();
            assertThat(attempt.took()).contains(Duration.ZERO);
        });
    }

    @Test
    void theStateIsThatOfTheBestEndpoint() {
        Scene scene = new Scene();
        scene.servers.dead.addAll(List.of(Scene.A, Scene.B, Scene.C));
        assertThat(scene.channel.getState(false)).isEqualTo(ConnectivityState.IDLE);

        scene.channel.getState(true);
        assertThat(scene.channel.getState(false)).isEqualTo(ConnectivityState.TRANSIENT_FAILURE);
        scene.servers.dead.clear();
        scene.advanceMillis(7_000);
        scene.read();
        assertThat(scene.channel.getState(false)).isEqualTo(ConnectivityState.READY);
        scene.channel.shutdown();
        assertThat(scene.channel.getState(false)).isEqualTo(ConnectivityState.SHUTDOWN);
    }

    @Test
    void whoWantsToHearOfAChangeOfStateHearsItOnce() {
        Scene scene = new Scene();
        List<ConnectivityState> heard = new ArrayList<>();
        scene.channel.notifyWhenStateChanged(ConnectivityState.IDLE, () -> heard.add(scene.channel.getState(false)));
        assertThat(heard).isEmpty();

        scene.read();
        scene.read();

        assertThat(heard).containsExactly(ConnectivityState.READY);
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        EchoServer server = EchoServer.start("one");
        PooledChannel channel = Echo.over(server).build();
        Echo.stub(channel).unary(Echo.request("a"));

        channel.close();
        channel.close();

        assertThat(channel.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        server.close();
    }

    /** I10. */
    @Test
    void aClosedChannelLeavesNoThreads() {
        EchoServer server = EchoServer.start("one");
        PooledChannel channel = Echo.over(server).name("ends").build();
        Echo.idempotent(channel).unary(Echo.request("a"));

        channel.close();
        server.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("-ends")));
    }
}
