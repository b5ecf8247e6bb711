// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.call.Outcome;
import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real packets lost, refused and cut off between a pooled channel and two gRPC servers on a host of its own.
 *
 * <p>Bounds: a call ends within its deadline and a quarter second; five seconds after a fault is lifted, both servers are
 * in use again; five seconds after its end, the channel has left no thread and no socket.
 */
@Tag("long")
@Tag("root")
class GrpcNetworkFaultsIT {

    private static final Duration SLACK = Duration.ofMillis(250);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Address FIRST = new Address(Island.THERE, Island.FIRST);

    private static Island island;
    private PooledChannel channel;

    @BeforeAll
    static void land() throws IOException {
        island = Island.orSkip(PortServer.class);
        try (PooledChannel first = PooledChannel.to("static:" + FIRST)
                .channel(ChannelOptions.plaintext())
                .sharing(SharingOptions.defaults().withConnectTimeout(Duration.ofSeconds(30)))
                .build()) {
            write(first, Duration.ofSeconds(30)); // which loads all classes on both sides
        }
    }

    @AfterAll
    static void leave() {
        if (island != null) {
            island.close();
        }
    }

    @BeforeEach
    void open() {
        String target = "static:" + Island.THERE + ":" + Island.FIRST + "," + Island.THERE + ":" + Island.SECOND;
        channel = PooledChannel.to(target)
                .name("faults")
                .channel(ChannelOptions.plaintext().withKeepAlive(Duration.ofSeconds(10), Duration.ofSeconds(2)))
                .sharing(SharingOptions.defaults().withConnectTimeout(Duration.ofSeconds(2)))
                .reconnectBackoff(Backoff.exponential(Duration.ofMillis(100), 1.6, Duration.ofSeconds(2))
                        .withJitter(Jitter.proportional(0.2)))
                .closeTimeout(SECOND)
                .build();
    }

    @AfterEach
    void close() {
        island.heal();
        channel.close();
        nothingIsLeft();
    }

    /** F6: nobody waits for the dead host longer than it takes to ask the other one. */
    @Test
    void aBlackHoleBeforeConnectIsPassedOverAtOnce() {
        island.dropIncoming(Island.FIRST);

        Duration slowest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            assertThat(write(channel, SECOND)).isEqualTo(port(Island.SECOND));
            slowest = max(slowest, since(begun));
        }
        assertThat(slowest).isLessThan(SECOND);
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(first())
                        .satisfies(hole -> assertThat(hole.state()).isEqualTo(EndpointState.DOWN))
                        .satisfies(hole -> assertThat(hole.why()).isNotBlank()));
        recovers();
    }

    /** F10. */
    @Test
    void aRefusedConnectLeadsToTheNextHostAtOnce() {
        island.refuse(Island.FIRST);

        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            assertThat(write(channel, SECOND)).isEqualTo(port(Island.SECOND));
            assertThat(since(begun)).isLessThan(i == 0 ? SECOND : SLACK); // the first loads the classes too
        }
        await().atMost(RECOVERY) // nobody has waited for the end of its first attempt
                .untilAsserted(() -> assertThat(first().why()).contains("refused"));
        recovers();
    }

    /** F7, F8, F9, F10. */
    @ParameterizedTest
    @EnumSource
    void underTrafficNoReadFailsAndNoWriteRunsTwiceOrFailsUnclearly(Fault fault) throws Exception {
        warm();
        try (Traffic traffic = Traffic.over(channel)) {
            await().until(() -> traffic.reads.get() > 50);

            fault.strike(island);
            await().pollDelay(fault.lasts).until(() -> true);
            recovers();
            traffic.stop();
            await().atMost(RECOVERY).until(traffic::isQuiet);
            assertThat(traffic.failedReads).isEmpty();
            assertThat(traffic.longest()).isLessThan(Traffic.DEADLINE.plus(SLACK));
            agreesWithTheServers(traffic);
        }
    }

    /** F9: whoever waits on the connection is told at once, and the next call gets another. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET_BY_THE_SERVER", "ABORTED_HERE"})
    void aConnectionThatIsResetIsReplaced(Fault reset) throws Exception {
        warm();
        String name = Traffic.newName();
        ListenableFuture<String> held = call(channel.at(FIRST), PortService.HOLD, name, CallOptions.DEFAULT);
        await().until(() -> record().containsKey(name));

        reset.strike(island);
        long begun = System.nanoTime();
        endsUnknown(held);
        assertThat(since(begun)).isLessThan(SECOND);
        begun = System.nanoTime();
        assertThat(write(channel.at(FIRST), SECOND)).isEqualTo(port(Island.FIRST));
        assertThat(since(begun)).isLessThan(SLACK);
    }

    /** F7: without any time-out of its own, a write learns from the connection's that it is in a black hole. */
    @Test
    void aCallInABlackHoleIsToldSoonAndItsOutcomeIsUnknown() throws Exception {
        warm();
        String name = Traffic.newName();
        ListenableFuture<String> held = call(channel.at(FIRST), PortService.HOLD, name, CallOptions.DEFAULT);
        await().until(() -> record().containsKey(name));
        blackHole();
        long begun = System.nanoTime();
        ListenableFuture<String> second = // bytes that nobody acknowledges
                call(channel.at(FIRST), PortService.HOLD, Traffic.newName(), CallOptions.DEFAULT);

        endsUnknown(held);
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(5));
        endsUnknown(second);
        assertThat(write(channel, SECOND)).isEqualTo(port(Island.SECOND));
        recovers();
    }

    /** F7: nothing is sent, so only the keepalive can tell. */
    @Test
    void aSilentStreamInABlackHoleIsToldByTheKeepalive() {
        warm();
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(channel.at(FIRST), PortService.LISTEN, CallOptions.DEFAULT, "");
        assertThat(answers.next()).isEqualTo(port(Island.FIRST));
        blackHole();
        long begun = System.nanoTime();

        assertThatThrownBy(answers::hasNext)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(15));
        recovers();
    }

    /** I3: for a call on a connection, and for calls that wait for one. */
    @Test
    void aDeadlineHoldsInABlackHole() {
        warm();
        blackHole();
        endsInTime(channel.at(FIRST), Duration.ofMillis(500), false);
        try (PooledChannel fresh = another()) {
            island.dropIncoming(Island.SECOND);
            endsInTime(fresh, Duration.ofMillis(500), false);
            endsInTime(fresh, Duration.ofMillis(500), true);
            endsInTime(fresh, Duration.ofMillis(2500), true);
            endsInTime(fresh, Duration.ofMillis(500), false);
        }
        recovers();
    }

    /** I10, with the fault still there. */
    @Test
    void closingInABlackHoleEndsTheCallsAndLeavesNothing() throws Exception {
        warm();
        blackHole();
        ListenableFuture<String> held =
                call(channel.at(FIRST), PortService.HOLD, Traffic.newName(), CallOptions.DEFAULT);
        long begun = System.nanoTime();

        channel.close();
        assertThat(since(begun)).isLessThan(SECOND.multipliedBy(2).plus(SLACK));
        endsUnknown(held);
        nothingIsLeft();
    }

    // ---- what is done again and again

    private void blackHole() {
        Fault.BLACK_HOLE.strike(island);
    }

    /** Both are connected and in use. */
    private void warm() {
        assertThat(write(channel.at(FIRST), SECOND.multipliedBy(3))).isEqualTo(port(Island.FIRST));
        Address second = new Address(Island.THERE, Island.SECOND);
        assertThat(write(channel.at(second), SECOND.multipliedBy(3))).isEqualTo(port(Island.SECOND));
    }

    /**
     * The fault is lifted: within five seconds both servers take calls again. A failure still weighs like ten calls in
     * flight for a while, so it takes more than ten at once to see the first one get its share.
     */
    private void recovers() {
        island.heal();
        await().atMost(RECOVERY)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .untilAsserted(() -> assertThat(portsOfManyAtOnce())
                        .containsExactlyInAnyOrder(port(Island.FIRST), port(Island.SECOND)));
        assertThat(channel.snapshot().endpoints())
                .extracting(EndpointSnapshot::state)
                .containsOnly(EndpointState.UP);
    }

    private Set<String> portsOfManyAtOnce() throws Exception {
        List<ListenableFuture<String>> calls = Stream.generate(Traffic::newName)
                .limit(40)
                .map(name -> call(channel, PortService.WRITE, name, within(SECOND)))
                .toList();
        Set<String> ports = new HashSet<>();
        for (ListenableFuture<String> call : calls) {
            ports.add(call.get(5, TimeUnit.SECONDS));
        }
        return ports;
    }

    private static void nothingIsLeft() {
        await().atMost(RECOVERY).untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .filteredOn(name -> name.startsWith("hawser-"))
                    .isEmpty();
            assertThat(Island.sockets()).isEmpty();
        });
    }

    private void agreesWithTheServers(Traffic traffic) {
        Map<String, Integer> record = record();
        assertThat(record.values()).as("times that a write ran").containsOnly(1);
        assertThat(record).containsKeys(traffic.writes.toArray(String[]::new));
        traffic.failedWrites.forEach((name, outcome) -> {
            if (outcome == Outcome.FAILED) {
                assertThat(record).doesNotContainKey(name);
            }
        });
    }

    private Map<String, Integer> record() {
        return PortService.parse(ClientCalls.blockingUnaryCall(channel, PortService.RECORD, CallOptions.DEFAULT, ""));
    }

    private static void endsInTime(Channel channel, Duration deadline, boolean waits) {
        CallOptions options = within(deadline);
        long begun = System.nanoTime();
        ListenableFuture<String> call =
                call(channel, PortService.WRITE, Traffic.newName(), waits ? options.withWaitForReady() : options);
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(since(begun)).isLessThan(deadline.plus(SLACK));
    }

    private static void endsUnknown(ListenableFuture<String> call) {
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                .satisfies(failure -> assertThat(
                                CallFailedException.in(failure).orElseThrow().outcome())
                        .isEqualTo(Outcome.UNKNOWN));
    }

    private PooledChannel another() {
        PooledChannel first = channel;
        open();
        PooledChannel fresh = channel;
        channel = first;
        return fresh;
    }

    private EndpointSnapshot first() {
        return channel.snapshot().endpoints().stream()
                .filter(endpoint -> endpoint.endpoint().address().equals(FIRST))
                .findFirst()
                .orElseThrow();
    }

    private static String write(Channel channel, Duration deadline) {
        return ClientCalls.blockingUnaryCall(channel, PortService.WRITE, within(deadline), Traffic.newName());
    }

    private static ListenableFuture<String> call(
            Channel channel, MethodDescriptor<String, String> method, String name, CallOptions options) {
        return ClientCalls.futureUnaryCall(channel.newCall(method, options), name);
    }

    private static CallOptions within(Duration deadline) {
        return CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static String port(int port) {
        return String.valueOf(port);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** What happens to the first server. */
    enum Fault {
        BLACK_HOLE(Duration.ofSeconds(4), (island, port) -> {
            island.dropIncoming(port);
            island.dropOutgoing(port);
        }),
        LOST_ON_THE_WAY_THERE(Duration.ofSeconds(4), Island::dropIncoming),
        LOST_ON_THE_WAY_BACK(Duration.ofSeconds(4), Island::dropOutgoing),
        RESET_BY_THE_SERVER(SECOND, Island::resetByServer),
        ABORTED_HERE(SECOND, Island::killSockets),
        REFUSED(SECOND, Island::refuse);

        private final Duration lasts;
        private final BiConsumer<Island, Integer> act;

        Fault(Duration lasts, BiConsumer<Island, Integer> act) {
            this.lasts = lasts;
            this.act = act;
        }

        void strike(Island island) {
            act.accept(island, Island.FIRST);
        }
    }
}
