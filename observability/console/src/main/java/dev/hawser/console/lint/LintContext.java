// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a rule may know besides its pool.
 *
 * @param pools all of them
 * @param happened in each pool, by its name, as far as it is remembered; the newest first
 * @param at now
 * @param access who may come in
 */
public record LintContext(
        List<PoolSample> pools, Map<String, List<TimelineEntry>> happened, Instant at, Access access) {

    public LintContext {
        pools = List.copyOf(pools);
        happened = Map.copyOf(happened);
    }

    /**
     * Who may come in, and what they may do.
     *
     * @param actions whether pools can be steered here
     * @param token whether one has to be shown
     */
    public record Access(boolean actions, boolean token) {}

    /** What happened in a pool. */
    List<TimelineEntry> in(PoolSample pool) {
        return happened.getOrDefault(pool.view().pool(), List.of());
    }

    /** What happened of one kind, which is an event's name. */
    List<TimelineEntry> in(PoolSample pool, String kind) {
        return in(pool).stream().filter(one -> one.kind().equals(kind)).toList();
    }

    Duration since(TimelineEntry one) {
        Duration since = Duration.between(one.at(), at);
        return since.isNegative() ? Duration.ZERO : since;
    }

    /** The newest of these in words: how long ago, and what. */
    String latest(List<TimelineEntry> some) {
        return "the last " + Text.of(since(some.get(0))) + " ago: "
                + some.get(0).text();
    }

    /** Whether it is the first of those that are open, which is where things are said that are not of one pool. */
    boolean isFirst(PoolSample pool) {
        return pools.stream()
                .filter(one -> !one.closed())
                .findFirst()
                .filter(one -> one.view().pool().equals(pool.view().pool()))
                .isPresent();
    }
}
