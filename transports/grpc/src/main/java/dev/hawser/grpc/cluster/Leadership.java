// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.leader.LeaderHint;
import dev.hawser.leader.LeaderNews;
import dev.hawser.leader.LeaderTracker;
import dev.hawser.leader.ProbePlan;
import dev.hawser.time.Time;
import io.grpc.Channel;
import io.grpc.Context;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who leads the cluster: what its members let fall when they refuse, and a search among them when nobody knows.
 *
 * <p>There is one search at a time, however many wait for it. It asks each member once; when none leads, the next one begins
 * only after a pause that grows while the election lasts, so that a thousand callers ask no more than one would.
 */
final class Leadership {
    /*
     * State        search: the search under way or about to begin, or null. empties: how many found nobody in a row.
     * Who changes  search: null→mine by CAS, whoever needs one; mine→null when it ends, before it is completed. empties: the
     *              search that ends; there is one at a time.
     * Never        waits; asks under a lock.
     * Hot path     leader: one read of the tracker.
     * Why it holds A search ends in every case: each question is answered, fails or is given up, and a plan has an end.
     */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Backoff BETWEEN_SEARCHES = Backoff.exponential(
                    Duration.ofMillis(20), 2, Duration.ofMillis(500))
            .withJitter(Jitter.equal());

    private final LeaderTracker tracker;
    private final LeaderHintSource source;
    private final Surroundings surroundings;
    private final AtomicReference<@Nullable CompletableFuture<Optional<Address>>> search = new AtomicReference<>();
    private volatile int empties;

    Leadership(LeaderTracker tracker, LeaderHintSource source, Surroundings surroundings) {
        this.tracker = tracker;
        this.source = source;
        this.surroundings = surroundings;
    }

    boolean asks() {
        return source.asks();
    }

    Optional<Address> leader() {
        return tracker.leader(now());
    }

    boolean isDrained(Address member) {
        return surroundings.drained().test(member);
    }

    /** Why there is nobody to go to. */
    String nobody() {
        List<Address> drained =
                surroundings.members().get().stream().filter(this::isDrained).toList();
        return drained.isEmpty()
                ? "no leader known"
                : "no leader known but for those drained by an operator: " + drained;
    }

    ProbePlan plan() {
        return tracker.probes(surroundings.random());
    }

    void members(Collection<Address> members) {
        tell(tracker.members(Set.copyOf(members), now()));
    }

    /** What a failure means, when leadership counts. */
    Failure judge(ExecutionContext attempt, StatusFailure failed) {
        Optional<LeaderHint> hint = source.in(failed.status(), failed.trailers());
        Failure failure = failed.failure();
        if (hint.isPresent()) {
            Optional<Address> follow = refused(attempt.endpoint(), hint.get(), attempt.begunAt());
            Failure notLeader = new Failure(Kind.NOT_LEADER, failure.cause(), failure.pushback(), Optional.empty());
            return follow.map(notLeader::withLeader).orElse(notLeader);
        }
        if (failure.kind() == Kind.UNSENT || failure.kind() == Kind.UNAVAILABLE || failure.kind() == Kind.TIMEOUT) {
            tell(tracker.lost(attempt.endpoint(), now()));
        }
        return failure;
    }

    /** Where members are asked, an answer proves nothing new: a follower may have passed the call on. */
    void succeeded(ExecutionContext attempt) {
        if (!source.asks() || leader().equals(Optional.of(attempt.endpoint()))) {
            tell(tracker.answered(attempt.endpoint(), OptionalLong.empty(), attempt.begunAt(), now()));
        }
    }

    private Optional<Address> refused(Address by, LeaderHint hint, long sentAt) {
        LeaderNews news = tracker.refused(by, hint, sentAt, now());
        tell(news);
        news.follow().ifPresent(surroundings.admit());
        return news.follow();
    }

    private void tell(LeaderNews news) {
        news.change()
                .ifPresent(change -> surroundings
                        .news()
                        .accept(new PoolEvent.LeaderChanged(
                                surroundings.pool(), change.from(), change.to(), change.why())));
    }

    // ---- the search

    /** Completes with the leader, or with nothing when no member is one. Shared: to be copied before it is completed. */
    CompletableFuture<Optional<Address>> find() {
        CompletableFuture<Optional<Address>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Address>> running = search.get();
        while (running == null) {
            if (search.compareAndSet(null, mine)) {
                begin(mine);
                return mine;
            }
            running = search.get();
        }
        return running;
    }

    private void begin(CompletableFuture<Optional<Address>> found) {
        long pause = BETWEEN_SEARCHES.delayNanos(empties, surroundings.random());
        if (pause == 0) {
            askNext(new Search(plan(), new HashSet<>(), found), Optional.empty());
        } else {
            surroundings
                    .time()
                    .schedule(pause, () -> askNext(new Search(plan(), new HashSet<>(), found), Optional.empty()));
        }
    }

    /**
     * Asks the member that another has named, if it hasn't been asked, or else the next one. Only a member's own word that it
     * leads is believed: the others go on naming a dead leader until they hold an election.
     */
    private void askNext(Search search, Optional<Address> named) {
        Optional<Address> member = named.filter(search.asked::add).or(search::next);
        if (member.isEmpty()) {
            end(search.found, Optional.empty());
            return;
        }
        long sentAt = now();
        CompletableFuture<LeaderHint> answer = ask(member.get());
        Time.Scheduled timer = surroundings
                .time()
                .schedule(PATIENCE.toNanos(), () -> answer.completeExceptionally(new TimeoutException("no answer")));
        var unused = answer.whenComplete((hint, thrown) -> {
            timer.cancel();
            Optional<Address> told = thrown == null ? hint.leader().filter(this::isMember) : Optional.empty();
            if (told.equals(member)) {
                tell(tracker.answered(member.get(), hint.term(), sentAt, now()));
                end(search.found, leader().filter(known -> !isDrained(known))); // who told may have been outvoted
            } else {
                askNext(search, told);
            }
        });
    }

    private boolean isMember(Address address) {
        return surroundings.members().get().contains(address);
    }

    private CompletableFuture<LeaderHint> ask(Address member) {
        CompletableFuture<LeaderHint> answer = new CompletableFuture<>();
        if (isDrained(member)) {
            answer.completeExceptionally(new IllegalStateException("drained"));
            return answer;
        }
        Context before = Context.ROOT.attach();
        try {
            var unused = source.ask(member, surroundings.channels().apply(member))
                    .whenComplete((hint, thrown) -> {
                        if (thrown == null) {
                            answer.complete(hint);
                        } else {
                            answer.completeExceptionally(thrown);
                        }
                    });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            Context.ROOT.detach(before);
        }
        return answer;
    }

    private void end(CompletableFuture<Optional<Address>> found, Optional<Address> leader) {
        empties = leader.isPresent() ? 0 : Math.min(empties + 1, 30);
        search.set(null);
        found.complete(leader);
    }

    private long now() {
        return surroundings.time().nanoTime();
    }

    /** One pass over the members. */
    private record Search(ProbePlan plan, Set<Address> asked, CompletableFuture<Optional<Address>> found) {

        Optional<Address> next() {
            Optional<Address> member = plan.next();
            while (member.isPresent() && !asked.add(member.get())) {
                member = plan.next();
            }
            return member;
        }
    }

    /**
     * What leadership needs of its pool.
     *
     * @param news tells listeners
     * @param drained whether an operator has drained a member, which is not even asked then
     * @param admit makes a node of whoever was named as leader and is none yet
     */
    record Surroundings(
            String pool,
            Time time,
            RandomGenerator random,
            Consumer<PoolEvent> news,
            Function<Address, Channel> channels,
            Supplier<List<Address>> members,
            Predicate<Address> drained,
            Consumer<Address> admit) {}
}
