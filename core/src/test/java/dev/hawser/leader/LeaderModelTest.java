// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.call.Idempotence;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.BudgetOptions;
import dev.hawser.failover.Retries;
import dev.hawser.failover.Retries.Decision.Again;
import dev.hawser.failover.RetryBudget;
import dev.hawser.failover.RetryPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * PT47: a group in virtual time whose leader changes at random, whose members hear of it late, name each other or
 * strangers, and whose replies come late or not at all; and calls that go after the leader by the rules of
 * {@link LeaderTracker} and {@link Retries}.
 */
class LeaderModelTest {

    private static final long MS = 1_000_000;
    private static final long CALM = 20_000 * MS;
    private static final long DEADLINE = 10_000 * MS;
    private static final int CALLS = 400;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
    private SplittableRandom random = new SplittableRandom();
    private List<Member> members = List.of();
    private long now;
    private int order;
    private int leader;
    private long term = 1;
    private boolean terms;
    private int ended;
    private int succeeded;
    private int lateCalls;
    private int lateAttempts;

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "5, true", "1, false", "2, false", "3, false", "4, false"})
    void callsFindTheLeaderOrEndInTime(long seed, boolean withTerms) {
        random = new SplittableRandom(seed);
        terms = withTerms;
        members =
                IntStream.range(0, 2 + random.nextInt(4)).mapToObj(Member::new).toList();
        Set<Address> addresses = Set.copyOf(members.stream().map(m -> m.address).toList());
        LeaderTracker tracker = new LeaderTracker(LeaderOptions.defaults(), addresses, 0);
        at(random.nextLong(1_000 * MS), this::election);
        for (int call = 0; call < CALLS; call++) {
            at(random.nextLong(CALM + 10_000 * MS), () -> new Call(tracker).attempt(Optional.empty()));
        }

        for (Event event = events.poll(); event != null; event = events.poll()) {
            now = event.at;
            event.body.run();
        }

        assertThat(ended).as("each call ends, once").isEqualTo(CALLS);
        assertThat(succeeded).as("calls that found the leader").isGreaterThan(CALLS / 2);
        assertThat(tracker.leader(now)).contains(members.get(leader).address);
        assertThat(lateAttempts)
                .as("when all is calm for a while, attempts of %s calls", lateCalls)
                .isEqualTo(lateCalls)
                .isPositive();
    }

    private void election() {
        leader = -1;
        long took = random.nextLong(1_500 * MS);
        at(took, () -> {
            leader = random.nextInt(members.size());
            term++;
            for (Member member : members) {
                at(random.nextLong(300 * MS), member.hears(leader, term));
            }
        });
        if (now + took < CALM - 5_000 * MS) {
            at(took + random.nextLong(4_000 * MS), this::election);
        }
    }

    private void at(long delay, Runnable body) {
        events.add(new Event(now + delay, order++, body));
    }

    private record Event(long at, int order, Runnable body) {}

    /** One that believes something about who leads, which may be out of date. */
    private final class Member {
        final Address address;
        private final int number;
        private int believed = -1;
        private long believedTerm;

        Member(int number) {
            this.number = number;
            this.address = new Address("m" + number, 1);
        }

        Runnable hears(int leads, long inTerm) {
            return () -> {
                if (inTerm > believedTerm) {
                    believed = leads;
                    believedTerm = inTerm;
                }
            };
        }

        boolean leads() {
            return leader == number;
        }

        LeaderHint hint() {
            OptionalLong inTerm = terms ? OptionalLong.of(believedTerm) : OptionalLong.empty();
            int said = random.nextInt(20) == 0 ? members.size() : believed;
            if (said < 0 || random.nextInt(5) == 0) {
                return new LeaderHint(Optional.empty(), inTerm);
            }
            return new LeaderHint(Optional.of(new Address("m" + said, 1)), inTerm); // perhaps one beyond the members
        }
    }

    private final class Call {
        private final LeaderTracker tracker;
        private final long begun = now;
        private final Retries retries;
        private ProbePlan plan;
        private int attempts;

        Call(LeaderTracker tracker) {
            this.tracker = tracker;
            this.plan = tracker.probes(random);
            RetryBudget empty =
                    RetryBudget.of(BudgetOptions.defaults().withShare(0).withReservePerSecond(0), now);
            this.retries = new Retries(RetryPolicy.CLUSTER, empty, Idempotence.IDEMPOTENT, now + DEADLINE, random);
            this.retries.limitRedirects(2 * members.size());
        }

        void attempt(Optional<Address> follow) {
            attempts++;
            assertThat(now - begun).as("begins before the deadline").isLessThan(DEADLINE);
            Address target = follow.or(() -> tracker.leader(now)).orElseGet(this::probe);
            Member member = members.stream()
                    .filter(each -> each.address.equals(target))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("sent to a stranger: " + target));
            long sentAt = now;
            long there = random.nextLong(5 * MS);
            if (now < CALM && random.nextInt(50) == 0) {
                at(1_000 * MS, () -> lost(target));
                return;
            }
            at(there, () -> {
                boolean leads = member.leads();
                LeaderHint hint = member.hint();
                OptionalLong itsTerm = terms ? OptionalLong.of(term) : OptionalLong.empty();
                at(random.nextInt(20) == 0 ? random.nextLong(800 * MS) : random.nextLong(5 * MS), () -> {
                    if (leads) {
                        answered(target, itsTerm, sentAt);
                    } else {
                        refused(target, hint, sentAt);
                    }
                });
            });
        }

        private Address probe() {
            return plan.next().orElseGet(() -> {
                plan = tracker.probes(random);
                return plan.next().orElseThrow();
            });
        }

        private void answered(Address by, OptionalLong inTerm, long sentAt) {
            long before = tracker.term(now).orElse(0);
            tracker.answered(by, inTerm, sentAt, now);
            assertThat(tracker.term(now).orElse(0)).isGreaterThanOrEqualTo(before);
            retries.succeeded();
            succeeded++;
            end();
        }

        private void refused(Address by, LeaderHint hint, long sentAt) {
            long before = tracker.term(now).orElse(0);
            LeaderNews news = tracker.refused(by, hint, sentAt, now);
            assertThat(tracker.term(now).orElse(0)).isGreaterThanOrEqualTo(before);
            assertThat(news.follow()).as("not back to who refused").isNotEqualTo(Optional.of(by));
            Failure refusal = Failure.of(Kind.NOT_LEADER, new IllegalStateException("not the leader"));
            Failure failure = news.follow().map(refusal::withLeader).orElse(refusal);
            if (retries.onFailure(failure, now) instanceof Again again) {
                boolean backsOff = again.delayNanos() >= 5 * MS;
                assertThat(backsOff || news.follow().isPresent())
                        .as("news or backoff")
                        .isTrue();
                at(again.delayNanos(), () -> attempt(backsOff ? Optional.empty() : news.follow()));
            } else {
                end();
            }
        }

        /** No budget, so that a retry that isn't a redirect would show. */
        private void lost(Address target) {
            tracker.lost(target, now);
            Failure failure = Failure.of(Kind.TIMEOUT, new IllegalStateException("no answer"));
            assertThat(retries.onFailure(failure, now))
                    .isEqualTo(new Retries.Decision.Stop("the retry budget is used up"));
            end();
        }

        private void end() {
            ended++;
            assertThat(retries.attempts()).isEqualTo(attempts);
            if (begun > CALM) {
                lateCalls++;
                lateAttempts += attempts;
            }
        }
    }
}
