// SPDX-License-Identifier: Apache-2.0
package dev.hawser.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.health.EndpointHealth;
import dev.hawser.health.OutlierDetector;
import dev.hawser.health.OutlierOptions;
import dev.hawser.health.Trust;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PT17: many callers at a half-open endpoint, which becomes so again and again; one of them is the probe. */
@Tag("long")
class ProbeStressTest {

    private static final int ROUNDS = 30_000 * Integer.getInteger("hawser.stress", 1);

    private final ReentrantLock lock = new ReentrantLock();
    private final OutlierDetector detector = new OutlierDetector(OutlierOptions.defaults(), new SplittableRandom(1));
    private final EndpointHealth bad = detector.add(new Address("bad", 1), 0);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private long now;

    @Test
    void thereIsNeverASecondProbeAndNoneIsLost() throws InterruptedException {
        detector.add(new Address("good", 1), 0);

        Threads.run(6, thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int round = 0; round < ROUNDS; round++) {
                call(random);
            }
        });

        assertThat(probes).hasPositiveValue();
        assertThat(bad.trust()).as("nobody has the probe").isNotEqualTo(Trust.PROBING);
    }

    private void call(SplittableRandom random) {
        long ticket = bad.tryEnter();
        if (ticket == EndpointHealth.REGULAR) {
            if (bad.failed(0)) {
                locked(() -> detector.judge(bad, 0, 0, now));
            }
        } else if (ticket == EndpointHealth.REFUSED) {
            locked(() -> detector.advance(now = detector.nextAt(now).orElse(now)));
        } else {
            probe(ticket, random.nextInt(3));
        }
    }

    private void probe(long ticket, int how) {
        probes.incrementAndGet();
        assertThat(inside.incrementAndGet()).as("probes at once").isEqualTo(1);
        inside.decrementAndGet();
        if (how == 0) {
            bad.giveBack(ticket);
        } else if (how == 1) {
            locked(() -> assertThat(detector.probeFailed(bad, ticket, now)).hasSize(1));
        } else {
            locked(() -> assertThat(detector.probeSucceeded(bad, ticket, now)).hasSize(1));
        }
        bad.giveBack(ticket); // a second ending does no harm
    }

    private void locked(Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }
}
