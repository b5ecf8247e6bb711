// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import dev.hawser.testkit.FakeTime;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Nodes that come and go, and the clients that belong to them. */
class MembershipTest {

    private final FakeFleet fleet = new FakeFleet();
    private final AtomicInteger made = new AtomicInteger();

    private <T> ClusterPool<T> pool(Function<Channel, T> factory, String... seeds) {
        return ClusterPool.builder(factory).seeds(seeds).time(new FakeTime()).build(fleet);
    }

    private ClusterPool<String> pool(String... seeds) {
        return pool(
                channel -> {
                    made.incrementAndGet();
                    return channel.authority();
                },
                seeds);
    }

    private static Address address(String text) {
        return Address.parse(text);
    }

    @Test
    void aNodeAddedTwiceIsOneEntry() {
        ClusterPool<String> pool = pool("a:1");

        assertThat(pool.addNode("b:1")).isTrue();
        assertThat(pool.addNode("b:1")).isFalse();
        assertThat(pool.addNode("a:1")).isFalse();

        assertThat(pool.nodes()).containsExactly(address("a:1"), address("b:1"));
        assertThat(fleet.added).containsExactly(address("a:1"), address("b:1"));
    }

    @Test
    void aDrainedNodeHasNoTurnUnlessAllAreDrained() {
        ClusterPool<String> pool = pool("a:1", "b:1", "c:1");
        fleet.drained.add(address("b:1"));
        fleet.shunned.add(address("b:1"));
        fleet.shunned.add(address("c:1"));

        assertThat(List.of(
                        pool.any().address(), pool.any().address(), pool.any().address()))
                .doesNotContain(address("b:1"));
        fleet.drained.addAll(pool.nodes());
        fleet.shunned.clear();
        assertThat(List.of(
                        pool.any().address(), pool.any().address(), pool.any().address()))
                .contains(address("b:1"));
    }

    @Test
    void replacingCopiesItsArgument() {
        ClusterPool<String> pool = pool("a:1");
        List<String> nodes = new ArrayList<>(List.of("b:1", "c:1", "b:1"));

        pool.replaceNodes(nodes);
        nodes.clear();

        assertThat(pool.nodes()).containsExactly(address("b:1"), address("c:1"));
    }

    @Test
    void replacingTouchesOnlyWhatChanges() {
        ClusterPool<String> pool = pool("a:1", "b:1");
        fleet.added.clear();

        pool.replaceNodes(List.of("b:1", "c:1"));

        assertThat(fleet.added).containsExactly(address("c:1"));
        assertThat(fleet.removed).containsExactly(address("a:1"));
    }

    @Test
    void aBadAddressInAReplacementChangesNothing() {
        ClusterPool<String> pool = pool("a:1");

        assertThatThrownBy(() -> pool.replaceNodes(List.of("b:1", "nonsense")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");

        assertThat(pool.nodes()).containsExactly(address("a:1"));
    }

    @Test
    void aRemovedNodeGetsNothingAnyMore() {
        ClusterPool<String> pool = pool("a:1", "b:1");

        assertThat(pool.removeNode("a:1")).isTrue();
        assertThat(pool.removeNode("a:1")).isFalse();

        for (int i = 0; i < 10; i++) {
            assertThat(pool.any().client()).isEqualTo("b:1");
        }
        assertThat(fleet.removed).containsExactly(address("a:1"));
    }

    @Test
    void anyGivesAClientWithItsAddressAndTakesTurns() {
        ClusterPool<String> pool = pool("a:1", "b:1");
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 4; i++) {
            ClusterNode<String> node = pool.any();
            assertThat(node.client()).isEqualTo(node.address().toString());
            seen.add(node.client());
        }

        assertThat(seen).containsExactlyInAnyOrder("a:1", "b:1");
    }

    @Test
    void anyFailsAtOnceWithoutNodes() {
        assertThatThrownBy(() -> pool().any()).isInstanceOf(NoNodesException.class);
    }

    /** A channel is a whole node's here, with all its connections behind it. */
    @Test
    void theFactoryIsCalledOncePerNodeHoweverManyAsk() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ClusterPool<String> pool = pool(
                channel -> {
                    made.incrementAndGet();
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return channel.authority();
                },
                "a:1");
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> pool.any().client(), task -> new Thread(task).start()));
        }
        begun.await();
        go.countDown();

        all.forEach(CompletableFuture::join);
        pool.execute(IDEMPOTENT, client -> client);

        assertThat(made).hasValue(1);
    }

    @Test
    void aFactoryThatThrewIsAskedAgain() {
        ClusterPool<String> pool = pool(
                channel -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return channel.authority();
                },
                "a:1");

        assertThatThrownBy(pool::any).isInstanceOf(IllegalStateException.class).hasMessage("not yet");
        assertThat(pool.any().client()).isEqualTo("a:1");
    }

    @Test
    void closingTwiceClosesOnce() {
        ClusterPool<String> pool = pool("a:1");

        pool.close();
        pool.close();

        assertThat(fleet.closes).hasSize(1);
    }

    @Test
    void closingClosesAllClientsAndTellsOfAllThatFailed() {
        List<String> closed = new ArrayList<>();
        ClusterPool<AutoCloseable> pool = pool(
                channel -> () -> {
                    closed.add(channel.authority());
                    throw new IllegalStateException(channel.authority() + " is stuck");
                },
                "a:1",
                "b:1");
        pool.any();
        pool.any();

        assertThatThrownBy(pool::close).isInstanceOfSatisfying(CloseFailedException.class, e -> {
            assertThat(e).hasMessageContaining("2 of its parts");
            assertThat(e.getCause()).hasMessageContaining("is stuck");
            assertThat(e.getSuppressed()).hasSize(1);
        });

        assertThat(closed).containsExactlyInAnyOrder("a:1", "b:1");
        assertThat(fleet.closes).hasSize(1);
        pool.close();
    }
}
