// SPDX-License-Identifier: Apache-2.0
package dev.hawser.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.call.Failure.Pushback;
import dev.hawser.call.Idempotence;
import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.failover.Retries.Decision.Again;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PT23 to PT25 and PT27 to PT29: what holds for any call, whatever fails. */
class RetriesPropertyTest {

    private static final long MS = 1_000_000;
    private static final Kind[] KINDS = Kind.values();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverFailsTheLimitsHold(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RetryBudget budget = RetryBudget.standard(0);
        long now = 0;
        int paid = 0;
        int calls = 1_500;
        for (int call = 0; call < calls; call++) {
            now += random.nextLong(10 * MS);
            budget.deposit(now);
            paid += new Run(random, budget, now).toItsEnd();
        }

        double seconds = (now + Run.LONGEST) / 1e9 + 1;
        assertThat((double) paid).isLessThanOrEqualTo(0.1 * calls + 10 * seconds);
        assertThat(paid).isPositive();
    }

    /** One call with a policy, a deadline and failures by chance. */
    private static final class Run {
        static final long LONGEST = 3_000 * MS;

        private final SplittableRandom random;
        private final RetryPolicy policy;
        private final Idempotence idempotence;
        private final long deadline;
        private final Retries retries;
        private long now;
        private boolean mayHaveRun;
        private int paid;

        Run(SplittableRandom random, RetryBudget budget, long now) {
            this.random = random;
            this.now = now;
            this.deadline = now + random.nextLong(LONGEST);
            this.idempotence = random.nextBoolean() ? Idempotence.IDEMPOTENT : Idempotence.NOT_IDEMPOTENT;
            Set<Kind> retried = EnumSet.complementOf(EnumSet.of(Kind.FATAL, KINDS[random.nextInt(KINDS.length)]));
            this.policy = RetryPolicy.CLUSTER
                    .withMaxAttempts(1 + random.nextInt(6))
                    .withRetried(retried)
                    .withUnsafe(random.nextInt(4) == 0);
            this.retries = new Retries(policy, budget, idempotence, deadline, random);
        }

        /** How many retries it took from the budget. */
        int toItsEnd() {
            while (true) {
                Failure failure = failure();
                now += random.nextLong(20 * MS);
                mayHaveRun |= failure.kind() != Kind.FATAL && !failure.kind().provesNoEffect();
                if (!(retries.onFailure(failure, now) instanceof Again again)) {
                    assertThat(retries.outcome()).isEqualTo(mayHaveRun ? Outcome.UNKNOWN : Outcome.FAILED);
                    return paid;
                }
                check(failure, again);
                now += again.delayNanos();
            }
        }

        private void check(Failure failure, Again again) {
            assertThat(policy.retried()).contains(failure.kind());
            assertThat(now + again.delayNanos())
                    .as("begins before the deadline")
                    .isLessThan(deadline);
            assertThat(failure.pushback().stream().allMatch(p -> p.delay().isPresent()))
                    .isTrue();
            failure.pushback()
                    .flatMap(Pushback::delay)
                    .ifPresent(asked -> assertThat(again.delayNanos()).isEqualTo(asked.toNanos()));
            if (idempotence == Idempotence.NOT_IDEMPOTENT && !policy.unsafe()) {
                assertThat(failure.kind().provesNoEffect()).isTrue();
            }
            paid += failure.kind() == Kind.NOT_LEADER ? 0 : 1;
            assertThat(paid + 1).isLessThanOrEqualTo(policy.maxAttempts());
        }

        private Failure failure() {
            Failure failure = Failure.of(KINDS[random.nextInt(KINDS.length)], new IllegalStateException("scripted"));
            failure = random.nextInt(3) == 0 ? failure.withLeader(new Address("m" + random.nextInt(3), 1)) : failure;
            return switch (random.nextInt(12)) {
                case 0 -> failure.withPushback(Pushback.stop());
                case 1 -> failure.withPushback(Pushback.after(Duration.ofMillis(random.nextInt(50))));
                default -> failure;
            };
        }
    }
}
