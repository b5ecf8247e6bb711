// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static dev.hawser.call.Idempotence.NOT_IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import dev.hawser.call.Idempotence;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.leader.LeaderHint;
import dev.hawser.leader.LeaderOptions;
import dev.hawser.testkit.FakeTime;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is asked when the leader counts, in virtual time and without connections. */
@Timeout(20)
class LeaderRoutingTest {

    private static final Metadata.Key<String> TRAILER = Metadata.Key.of("leader", Metadata.ASCII_STRING_MARSHALLER);

    private final FakeTime time = new FakeTime();
    private final FakeFleet fleet = new FakeFleet();
    private final List<String> calls = new ArrayList<>();
    private String leader = "c:1";

    private ClusterPool<String> pool(LeaderHintSource source, LeaderOptions options, String... nodes) {
        return ClusterPool.builder(Channel::authority)
                .seeds(nodes)
                .leader(source, options)
                .time(time)
                .build(fleet);
    }

    private ClusterPool<String> pool(LeaderHintSource source) {
        return pool(source, LeaderOptions.defaults(), "a:1", "b:1", "c:1");
    }

    /** A server that refuses when it doesn't lead, and names who does. */
    private CompletableFuture<String> serve(String client) {
        calls.add(client);
        return client.equals(leader)
                ? CompletableFuture.completedFuture(client)
                : CompletableFuture.failedFuture(refusal(leader));
    }

    private static StatusRuntimeException refusal(String leader) {
        Metadata trailers = new Metadata();
        trailers.put(TRAILER, leader);
        return Status.FAILED_PRECONDITION.withDescription("not the leader").asRuntimeException(trailers);
    }

    private CompletableFuture<String> onLeader(ClusterPool<String> pool, Idempotence idempotence) {
        return pool.executeOnLeaderAsync(idempotence, (client, context) -> serve(client));
    }

    /** Learns the leader by one operation. */
    private ClusterPool<String> knowing(ClusterPool<String> pool) {
        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.advance(Duration.ZERO);
        assertThat(running).isCompletedWithValue(leader);
        calls.clear();
        return pool;
    }

    /** L1. */
    @Test
    void whenTheLeaderMovesAHintCostsOneExtraCallAndNoSleep() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));
        leader = "a:1";

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.advance(Duration.ZERO);

        assertThat(running).isCompletedWithValue("a:1");
        assertThat(calls).containsExactly("c:1", "a:1");
    }

    @Test
    void aKnownLeaderIsGoneToAtOnce() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));

        for (int i = 0; i < 10; i++) {
            onLeader(pool, NOT_IDEMPOTENT);
        }

        assertThat(calls).hasSize(10).containsOnly("c:1");
        assertThat(pool.leader()).contains(Address.parse("c:1"));
    }

    @Test
    void aStatusDetailIsAHintToo() {
        ClusterPool<String> pool = pool(LeaderHintSource.detail("NOT_LEADER", "leader", "term"));
        CompletableFuture<String> running = pool.executeOnLeaderAsync(NOT_IDEMPOTENT, (client, context) -> {
            calls.add(client);
            return client.equals("c:1")
                    ? CompletableFuture.completedFuture(client)
                    : CompletableFuture.failedFuture(
                            StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                                    .setCode(Code.FAILED_PRECONDITION_VALUE)
                                    .addDetails(Any.pack(ErrorInfo.newBuilder()
                                            .setReason("NOT_LEADER")
                                            .putMetadata("leader", "c:1")
                                            .putMetadata("term", "7")
                                            .build()))
                                    .build()));
        });
        time.advance(Duration.ZERO);

        assertThat(running).isCompletedWithValue("c:1");
        assertThat(calls.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void aFailureWithoutAHintIsAnOrdinaryOne() {
        ClusterPool<String> pool = pool(LeaderHintSource.trailer("leader"));

        CompletableFuture<String> running = pool.executeOnLeaderAsync(IDEMPOTENT, (client, context) -> {
            calls.add(client);
            return CompletableFuture.failedFuture(Status.INVALID_ARGUMENT.asRuntimeException());
        });

        assertThat(running).isCompletedExceptionally();
        assertThat(calls).hasSize(1);
    }

    @Test
    void aHintToAStrangerIsNotFollowed() {
        leader = "evil:1";
        ClusterPool<String> pool = pool(LeaderHintSource.trailer("leader"));

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();

        assertThat(running).isCompletedExceptionally();
        assertThat(calls).doesNotContain("evil:1");
        assertThat(pool.nodes()).hasSize(3);
    }

    @Test
    void aHintToAStrangerIsFollowedWhereStrangersAreBelieved() {
        leader = "new:1";
        ClusterPool<String> pool = pool(
                LeaderHintSource.trailer("leader"),
                LeaderOptions.defaults().withStrangers(LeaderOptions.Strangers.BELIEVED),
                "a:1",
                "b:1");

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.advance(Duration.ZERO);

        assertThat(running).isCompletedWithValue("new:1");
        assertThat(pool.nodes()).contains(Address.parse("new:1"));
    }

    @Test
    void aLeaderThatCannotBeReachedIsForgotten() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));

        pool.executeOnLeaderAsync(NOT_IDEMPOTENT, (client, context) -> {
            calls.add(client);
            return CompletableFuture.failedFuture(Status.UNAVAILABLE.asRuntimeException());
        });

        assertThat(pool.leader()).isEmpty();
        assertThat(fleet.events)
                .filteredOn(PoolEvent.LeaderChanged.class::isInstance)
                .extracting(e -> ((PoolEvent.LeaderChanged) e).to())
                .containsExactly(Optional.of(Address.parse("c:1")), Optional.empty());
    }

    @Test
    void aDrainedLeaderGetsNothingAndTheFailureSaysWhy() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));
        fleet.drained.add(Address.parse("c:1"));

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();

        assertThat(calls).isNotEmpty().doesNotContain("c:1");
        assertThatThrownBy(running::join)
                .hasStackTraceContaining("no leader known but for those drained by an operator: [c:1]");
    }

    @Test
    void whoLeadsInsteadOfADrainedLeaderIsFound() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));
        fleet.drained.add(Address.parse("c:1"));
        leader = "b:1";

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();

        assertThat(running).isCompletedWithValue("b:1");
        assertThat(calls).doesNotContain("c:1");
    }

    @Test
    void whenTheDrainIsTakenBackTheLeaderIsGoneToAgain() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));
        fleet.drained.add(Address.parse("c:1"));
        onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();
        fleet.drained.clear();

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.advance(Duration.ZERO);

        assertThat(running).isCompletedWithValue("c:1");
    }

    /** Two that name each other, for ever. */
    @Test
    void redirectsAreBoundedAndCyclesEndInWaitingNotInASpin() {
        ClusterPool<String> pool = pool(LeaderHintSource.trailer("leader"));
        CompletableFuture<String> running = pool.executeOnLeaderAsync(NOT_IDEMPOTENT, (client, context) -> {
            calls.add(client);
            return CompletableFuture.failedFuture(refusal(client.equals("a:1") ? "b:1" : "a:1"));
        });
        time.advance(Duration.ZERO);
        int atOnce = calls.size();

        time.runUntilIdle();

        assertThat(atOnce).isLessThanOrEqualTo(2 * 3 + 1);
        assertThat(running).isCompletedExceptionally();
        assertThat(calls.size()).isLessThanOrEqualTo(40);
        assertThat(time.elapsed()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsMayGoToFollowersByChoice() {
        ClusterPool<String> pool = knowing(pool(LeaderHintSource.trailer("leader")));

        for (int i = 0; i < 6; i++) {
            pool.execute(IDEMPOTENT, client -> calls.add(client));
        }

        assertThat(calls).contains("a:1", "b:1", "c:1");
    }

    @Test
    void withoutASourceOfNewsItIsSaidSo() {
        ClusterPool<String> pool =
                ClusterPool.builder(Channel::authority).seeds("a:1").time(time).build(fleet);

        assertThatThrownBy(() -> pool.executeOnLeader(client -> client))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without leader");
    }

    @Test
    void withoutNodesItFailsAtOnce() {
        assertThatThrownBy(() -> pool(LeaderHintSource.trailer("leader"), LeaderOptions.defaults())
                        .executeOnLeader(client -> client))
                .isInstanceOf(NoNodesException.class);
    }

    // ---- asking

    /** Members that say whether they lead, in term 1 at first. */
    private class Asked implements LeaderHintSource {
        long term = 1;
        final List<String> asked = new ArrayList<>();

        @Override
        public boolean asks() {
            return true;
        }

        @Override
        public CompletionStage<LeaderHint> ask(Address member, Channel channel) {
            asked.add(channel.authority());
            Optional<Address> self = member.toString().equals(leader) ? Optional.of(member) : Optional.empty();
            return CompletableFuture.completedFuture(new LeaderHint(self, OptionalLong.of(term)));
        }
    }

    /** L2. */
    @Test
    void membersAreAskedOnceEachUntilOneLeads() {
        int all = 0;
        for (int i = 0; i < 200; i++) {
            Asked source = new Asked();
            ClusterPool<String> pool = pool(source, LeaderOptions.defaults(), "a:1", "b:1", "c:1", "d:1", "e:1");

            assertThat(onLeader(pool, NOT_IDEMPOTENT)).isCompletedWithValue("c:1");

            assertThat(source.asked).doesNotHaveDuplicates();
            all += source.asked.size();
        }
        assertThat(calls).containsOnly("c:1");
        assertThat(all / 200.0).isLessThanOrEqualTo(3.4); // 3 on average; 200 runs may stray by 0.3
    }

    /** L3. */
    @Test
    void aThousandCallersAskNoMoreThanOneDuringAnElection() {
        Asked source = new Asked();
        leader = "";
        ClusterPool<String> pool = pool(source);
        List<CompletableFuture<String>> running = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            running.add(pool.executeOnLeaderAsync(
                    NOT_IDEMPOTENT, (client, context) -> CompletableFuture.completedFuture(client)));
        }

        time.advance(Duration.ofSeconds(2));
        int askedMeanwhile = source.asked.size();
        leader = "b:1";
        time.runUntilIdle();

        assertThat(running).allSatisfy(each -> assertThat(each).isCompletedWithValue("b:1"));
        assertThat(askedMeanwhile).isLessThanOrEqualTo(3 * (1 + 2000 / 20));
        assertThat(askedMeanwhile).isLessThanOrEqualTo(60); // what one caller's growing pauses come to, with room
    }

    @Test
    void aDrainedMemberIsNotAskedAndDoesNotCountAsLeader() {
        Asked source = new Asked();
        ClusterPool<String> pool = knowing(pool(source));
        source.asked.clear();
        fleet.drained.add(Address.parse("c:1"));

        CompletableFuture<String> running = onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();

        assertThat(source.asked).contains("a:1", "b:1").doesNotContain("c:1");
        assertThatThrownBy(running::join).hasStackTraceContaining("drained by an operator: [c:1]");
        leader = "a:1";
        source.term = 2;
        CompletableFuture<String> next = onLeader(pool, NOT_IDEMPOTENT);
        time.runUntilIdle();
        assertThat(next).isCompletedWithValue("a:1");
        assertThat(calls).containsOnly("a:1");
    }

    @Test
    void aMemberThatDoesNotAnswerIsPassedOver() {
        Asked source = new Asked() {
            @Override
            public CompletionStage<LeaderHint> ask(Address member, Channel channel) {
                CompletionStage<LeaderHint> answer = super.ask(member, channel);
                return member.toString().equals("c:1") ? answer : new CompletableFuture<>();
            }
        };
        CompletableFuture<String> running = onLeader(pool(source), NOT_IDEMPOTENT);

        time.advance(Duration.ofSeconds(1));

        assertThat(running).isCompletedWithValue("c:1");
        assertThat(time.pending()).isZero();
    }
}
