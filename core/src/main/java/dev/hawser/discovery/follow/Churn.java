// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which endpoints of the last good set are in use and from when on, so that a source that flaps makes no storm:
 * see {@link FollowOptions} for what it promises. Who may come back is known to {@link Admissions}; how fast changes may
 * follow each other is told here by a leaky bucket, kept as the moment at which it will be empty.
 *
 * <p>Only decides: it calls nobody and reads no clock. Not safe for use by several threads.
 */
final class Churn {
    private final Admissions admissions;
    private final long debounce;
    private List<Endpoint> wanted = List.of();
    private boolean begun;
    private long emptyAt;

    Churn(FollowOptions options) {
        this.admissions = new Admissions(options.readmission().toNanos());
        this.debounce = options.debounce().toNanos();
    }

    /**
     * What to do now.
     *
     * @param publish the set to be used from now on; absent if it doesn't change now
     * @param wakeNanos when to call {@link #onTime}, if at all; replaces what was said before
     */
    record Step(Optional<List<Endpoint>> publish, OptionalLong wakeNanos) {

        private static Step later(OptionalLong wakeNanos) {
            return new Step(Optional.empty(), wakeNanos);
        }
    }

    /** @param endpoints the new last good set, without duplicates */
    Step onSet(List<Endpoint> endpoints, long now) {
        wanted = endpoints;
        return onTime(now);
    }

    /** The time that was asked for has come. */
    Step onTime(long now) {
        Set<Address> held = admissions.held(wanted, now);
        if (held.isEmpty()) {
            return use(wanted, OptionalLong.empty(), now);
        }
        OptionalLong back = OptionalLong.of(admissions.untilFirst(held, now));
        List<Endpoint> rest = wanted.stream()
                .filter(endpoint -> !held.contains(endpoint.address()))
                .toList();
        return rest.isEmpty() ? Step.later(back) : use(rest, back, now); // rather those of before than nobody
    }

    private Step use(List<Endpoint> endpoints, OptionalLong wake, long now) {
        if (begun && admissions.isInUse(endpoints)) {
            return Step.later(wake);
        }
        long full = (FollowOptions.CHANGES_AT_ONCE - 1) * debounce;
        long level = begun ? Math.max(emptyAt - now, 0) : 0;
        if (level > full) {
            return Step.later(OptionalLong.of(level - full));
        }
        begun = true;
        emptyAt = now + level + debounce;
        admissions.use(endpoints, now);
        return new Step(Optional.of(endpoints), wake);
    }

    /** How many addresses it knows. */
    int remembered() {
        return admissions.remembered();
    }
}
