// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.cli.stats.Causes;
import dev.hawser.cli.stats.Score;
import dev.hawser.endpoint.Address;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Counts how the requests through one door ended, for each server. Safe for use by any thread. */
public final class Scoreboard implements Outcomes {

    private final Map<Address, Score> servers = new ConcurrentSkipListMap<>();
    private final Score nobody = new Score();
    private final Outage outage;
    private final Clock clock;

    public Scoreboard(Outage outage, Clock clock) {
        this.outage = outage;
        this.clock = clock;
    }

    @Override
    public void answered(Address server, long nanos) {
        of(server).answered(nanos);
        outage.ended(server, true, clock.now());
    }

    @Override
    public void failed(Address server, Throwable cause) {
        of(server).failed(Causes.of(cause));
        outage.ended(server, false, clock.now());
    }

    @Override
    public void refused(Throwable cause) {
        nobody.failed(Causes.of(cause));
    }

    /** The score of one server, empty if it has had no request yet. */
    public Score of(Address server) {
        return servers.computeIfAbsent(server, s -> new Score());
    }

    /** Requests that no server took. */
    public Score nobody() {
        return nobody;
    }

    /** How many requests each server has answered so far. */
    public Map<Address, Long> answered() {
        Map<Address, Long> counts = new TreeMap<>();
        servers.forEach((server, score) -> counts.put(server, score.total().getTotalCount()));
        return counts;
    }

    public void tick() {
        servers.values().forEach(Score::tick);
    }
}
