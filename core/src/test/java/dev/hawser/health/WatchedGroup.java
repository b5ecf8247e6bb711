// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Endpoints that one detector watches, their clock, and ways to bring them into trouble. */
abstract class WatchedGroup {

    static final long SECOND = 1_000_000_000;

    /** Ages ago, so that no test sees a ticket that happens to fit. */
    static final long STALE = 8 * 1_000_000 + Trust.PROBING.ordinal();

    final List<EndpointHealth> group = new ArrayList<>();
    OutlierDetector detector = new OutlierDetector(OutlierOptions.defaults(), new SplittableRandom(1));
    long now;

    /** The ticket of the probe, if the state has one. */
    long bring(EndpointHealth one, Trust state) {
        if (state == Trust.UNFIT) {
            detector.unfit(one, "NOT_SERVING");
        } else if (state != Trust.TRUSTED) {
            fail(one, 5);
        }
        if (state == Trust.HALF_OPEN || state == Trust.PROBING) {
            now = detector.nextAt(now).orElseThrow();
            detector.advance(now);
        }
        long ticket = state == Trust.PROBING ? one.tryEnter() : STALE;
        assertThat(one.trust()).isEqualTo(state);
        return ticket;
    }

    void recover(EndpointHealth one) {
        now = detector.nextAt(now).orElseThrow();
        detector.advance(now);
        detector.probeSucceeded(one, one.tryEnter(), now);
        assertThat(one.trust()).isEqualTo(Trust.TRUSTED);
    }

    List<EndpointHealth> groupOf(int size) {
        for (int i = 0; i < size; i++) {
            group.add(detector.add(new Address("node" + i, 7001), now));
        }
        return group;
    }

    long count(Trust trust) {
        return group.stream().filter(each -> each.trust() == trust).count();
    }

    List<HealthChange> fail(EndpointHealth one, int times) {
        List<HealthChange> changes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (one.failed(now)) {
                changes.addAll(detector.judge(one, 0, 0, now));
            }
        }
        return changes;
    }

    /** Ten calls a second, of which each third fails. */
    List<HealthChange> failEveryThird(EndpointHealth one, int calls) {
        List<HealthChange> changes = new ArrayList<>();
        for (int call = 1, failures = 0; call <= calls; call++) {
            now += SECOND / 5;
            if (call % 3 != 0) {
                one.succeeded();
            } else if (one.failed(now)) {
                failures++;
                changes.addAll(detector.judge(one, call, failures, now));
            }
        }
        return changes;
    }
}
