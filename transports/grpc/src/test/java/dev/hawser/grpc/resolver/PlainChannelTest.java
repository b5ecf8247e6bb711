// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.EchoServer;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoRequest;
import dev.hawser.testkit.ScriptedDiscovery;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC's own channels, unchanged, over a discovery of Hawser's, with real servers. */
@Timeout(60)
class PlainChannelTest {

    private final CountedServer a = new CountedServer("a");
    private final CountedServer b = new CountedServer("b");
    private final String name = UUID.randomUUID().toString();
    private final ScriptedDiscovery discovery = ScriptedScheme.discovery(name);
    private final ManagedChannel channel = channel("scripted:///" + name);

    @BeforeAll
    static void register() {
        HawserResolvers.register("scripted");
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        a.close();
        b.close();
    }

    private static ManagedChannel channel(String target) {
        return ManagedChannelBuilder.forTarget(target).usePlaintext().build();
    }

    private static String call(ManagedChannel channel) {
        return EchoGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .unary(EchoRequest.getDefaultInstance())
                .getServer();
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            var unused = call(channel);
        }
    }

    private void awaitBoth() {
        await().until(() -> a.calls() > 0 && b.calls() > 0 || call(channel).isEmpty());
    }

    @Test
    void callsAreSpreadExactlyByWeight() {
        discovery.publish(a.weighing(3), b.weighing(1));
        awaitBoth();
        int before = a.calls();
        int beforeB = b.calls();

        call(400);

        assertThat(Map.of("a", a.calls() - before, "b", b.calls() - beforeB)).isEqualTo(Map.of("a", 300, "b", 100));
    }

    @Test
    void aWeightThatChangesMovesTheCallsAndNoConnection() {
        discovery.publish(a.weighing(3), b.weighing(1));
        awaitBoth();

        discovery.publish(a.weighing(1), b.weighing(4));
        int before = a.calls();
        int beforeB = b.calls();
        call(100);

        assertThat(Map.of("a", a.calls() - before, "b", b.calls() - beforeB)).isEqualTo(Map.of("a", 20, "b", 80));
        assertThat(List.of(a.connected.get(), b.connected.get())).containsExactly(1, 1);
    }

    @Test
    void anEndpointOfWeightZeroGetsNoNewCallAndKeepsItsConnection() {
        discovery.publish(a.weighing(1), b.weighing(1));
        awaitBoth();

        discovery.publish(a.weighing(0), b.weighing(1));
        int before = a.calls();
        call(20);
        assertThat(a.calls()).isEqualTo(before);

        discovery.publish(a.weighing(1), b.weighing(1));
        call(20);
        assertThat(a.calls()).isEqualTo(before + 10);
        assertThat(a.connected).hasValue(1);
    }

    @Test
    void anEndpointThatIsAddedIsUsedAndOneThatIsRemovedIsNot() {
        discovery.publish(a.weighing(1));
        assertThat(call(channel)).isEqualTo("a");

        discovery.publish(b.weighing(1));

        await().until(() -> call(channel).equals("b"));
        int before = a.calls();
        call(20);
        assertThat(a.calls()).isEqualTo(before);
        await().until(() -> a.open.get() == 0);
    }

    @Test
    void aServerThatDiesLeavesItsCallsToTheOthersAndGetsThemBack() {
        discovery.publish(a.weighing(1), b.weighing(1));
        awaitBoth();

        a.close();
        await().untilAsserted(() -> assertThat(call(channel)).isEqualTo("b"));
        call(20);

        try (EchoServer again = a.again()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> call(channel).equals(again.name));
        }
    }

    @Test
    void whileAllAreDownACallFailsAtOnceAndSaysWhichAndWhy() {
        discovery.publish(a.weighing(1), b.weighing(1));
        awaitBoth();

        a.close();
        b.close();
        await().until(() -> channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE);

        assertThatThrownBy(() -> call(channel))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    assertThat(e.getStatus().getCause()).isNotNull();
                })
                .hasMessageContaining("all endpoints are down")
                .hasMessageContaining(a.endpoint.address().toString())
                .hasMessageContaining(b.endpoint.address().toString());

        try (EchoServer again = b.again()) {
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> call(channel).equals(again.name));
        }
    }

    /** I7: whatever a source says but a good answer, a working channel works on. */
    @Test
    void failuresAndEmptyAnswersChangeNothing() {
        discovery.publish(a.weighing(3), b.weighing(1));
        awaitBoth();

        discovery.fail(new IllegalStateException("no agent"));
        discovery.publish(List.of());
        discovery.garbage();
        call(100);

        assertThat(List.of(a.connected.get(), b.connected.get())).containsExactly(1, 1);
        assertThat(discovery.thrown()).isEmpty();
    }

    @Test
    void beforeTheFirstAnswerCallsWaitAndAFailureFailsThem() {
        discovery.fail(new IllegalStateException("no agent"));

        assertThatThrownBy(() -> call(channel))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAVAILABLE: no endpoints from " + name)
                .hasMessageContaining("no agent");

        discovery.publish(a.weighing(1));
        assertThat(call(channel)).isEqualTo("a");
    }

    @Test
    void aClosedChannelWatchesNoMore() {
        discovery.publish(a.weighing(1));
        assertThat(call(channel)).isEqualTo("a");
        assertThat(discovery.open()).isEqualTo(1);

        channel.shutdownNow();

        await().until(() -> discovery.open() == 0);
    }

    @Test
    void anIdleChannelWatchesNothingAndWatchesAgainWhenItIsUsed() {
        discovery.publish(a.weighing(1));
        assertThat(call(channel)).isEqualTo("a");

        channel.enterIdle();
        await().until(() -> discovery.open() == 0);

        assertThat(call(channel)).isEqualTo("a");
        assertThat(discovery.open()).isEqualTo(1);
    }

    /** gRPC ends the resolver of an idle channel, and the next one met a source that was down: all it knew was a failure. */
    @Test
    void aChannelThatWasIdleWhileItsSourceWentDownGoesOnWithWhatItKnew() {
        discovery.publish(a.weighing(1));
        assertThat(call(channel)).isEqualTo("a");
        channel.enterIdle();
        await().until(() -> discovery.open() == 0);

        discovery.fail(new IllegalStateException("no agent"));
        assertThat(call(channel)).isEqualTo("a");

        discovery.publish(b.weighing(1));
        await().until(() -> call(channel).equals("b"));
    }

    @Test
    void theLowestPriorityServesAndTheNextOnlyWhileItIsDown() {
        discovery.publish(a.weighing(1), b.weighing(100).withPriority(1));
        for (int i = 0; i < 20; i++) {
            assertThat(call(channel)).isEqualTo("a");
        }
        assertThat(b.connected).hasValue(0);

        a.close();
        await().ignoreExceptions().until(() -> call(channel).equals("b"));

        try (EchoServer again = a.again()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> call(channel).equals(again.name));
        }
    }
}
