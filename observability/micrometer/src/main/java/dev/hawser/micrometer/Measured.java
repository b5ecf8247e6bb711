// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import dev.hawser.view.Finding;
import dev.hawser.view.Viewed;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name that pools are measured under: what their events add up to, and the one that is watched, if any is. At most one
 * pool has a name as a rule; while one takes another's place, there are two for a while.
 *
 * @param perEndpoint whether there are series for each endpoint, or one for all
 */
record Measured(boolean perEndpoint, PoolCounts counts, Optional<Standing> standing) {

    private static final Logger log = LoggerFactory.getLogger(Measured.class);
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,30}");
    private static final String UNKNOWN = "unknown";

    /** A pool, and how it stands. */
    record Standing(Viewed pool, Observed<Reading> readings) {}

    static Measured of(boolean perEndpoint) {
        return new Measured(perEndpoint, new PoolCounts(perEndpoint), Optional.empty());
    }

    /**
     * The same with another pool in the place of whichever was watched. What events add up to goes on; what is looked at
     * begins anew, so what refused callers had waited before is none of this pool's.
     */
    Measured watching(Viewed pool, Time time) {
        if (standing.filter(known -> known.pool == pool).isPresent()) {
            return this;
        }
        long before = standing.isPresent() ? counts.refusedNanos() : 0;
        Observed<Reading> readings = Observed.inSteps(
                earlier -> Optional.of(Reading.of(pool.view(), counts.refusedNanos() - before, earlier)), time);
        return new Measured(perEndpoint, counts, Optional.of(new Standing(pool, readings)));
    }

    /** Whether the end that was told of a pool of this name is that of the one that is watched, or none is. */
    boolean hasEnded() {
        return standing.map(known -> known.pool.isClosed()).orElse(true);
    }

    /** All series there should be from now on. Looks at the pool; endpoints that are gone are forgotten with theirs. */
    List<Series> step(String name) {
        Tags tags = Tags.of("pool", name);
        Optional<Reading> reading = look(tags);
        if (perEndpoint && (reading.isPresent() || standing.isEmpty())) {
            counts.retainEndpoints(members(reading));
        }
        return series(tags, reading);
    }

    private static Set<Address> members(Optional<Reading> reading) {
        return reading.map(now -> now.members().keySet()).orElse(Set.of());
    }

    private List<Series> series(Tags tags, Optional<Reading> reading) {
        String source = reading.map(Measured::kindOf).orElse(UNKNOWN);
        List<Series> all = new ArrayList<>(Series.readFrom(counts, counts.series(tags, source)));
        List<Series> ofEndpoints =
                perEndpoint ? counts.seriesOfEndpoints(tags, members(reading)) : counts.seriesOfAllEndpoints(tags);
        all.addAll(Series.readFrom(counts, ofEndpoints));
        reading.ifPresent(now -> all.addAll(gauges(now, tags)));
        return all;
    }

    private List<Series> gauges(Reading now, Tags tags) {
        Observed<Reading> readings = standing.orElseThrow().readings;
        return Series.readFrom(readings, PoolGauges.series(readings, now, tags, perEndpoint));
    }

    private Optional<Reading> look(Tags tags) {
        try {
            return standing.map(known -> known.readings.now());
        } catch (RuntimeException e) { // of one pool: the others' series are not to wait for it
            log.warn("{} cannot be looked at", tags, e);
            return Optional.empty();
        }
    }

    /** The word that discoveries begin their descriptions with: all of it may be long, or change. */
    private static String kindOf(Reading reading) {
        Matcher kind = KIND.matcher(reading.view().source().words());
        return kind.lookingAt() ? kind.group() : UNKNOWN;
    }

    /** What is wrong with so many series. Looks at the pool. */
    Optional<Finding> finding(String name) {
        if (!perEndpoint || standing.isEmpty()) {
            return Optional.empty();
        }
        Tags tags = Tags.of("pool", name);
        List<Series> tagged =
                series(tags, look(tags)).stream().filter(Series::isOfEndpoint).toList();
        int endpoints = (int) tagged.stream().map(Series::endpoint).distinct().count();
        return MeterRules.perEndpoint(name, endpoints, tagged.size());
    }
}
