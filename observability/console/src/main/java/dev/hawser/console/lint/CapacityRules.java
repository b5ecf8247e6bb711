// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolView;
import dev.hawser.view.PoolView.Holding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether there is room enough: connections, and the queue before them. */
final class CapacityRules {
    private static final int ENOUGH = 100; // leases or calls, for a share of them to mean something
    private static final double MANY_WAIT = 0.1;
    private static final int MANY_CONNECTIONS = 10_000; // about what a process may have open, where nobody raised it
    private static final int LONG_QUEUE = 100_000;

    static final List<Rule> ALL = List.of(
            Rule.warning(
                    "max-reached",
                    "callers wait, and all endpoints that can serve are busy at their `maxConnections`",
                    CapacityRules::maxReached),
            Rule.warning(
                    "max-below-endpoints",
                    "there may be fewer connections in all than there are endpoints",
                    CapacityRules::maxBelowEndpoints),
            Rule.advice(
                    "callers-wait",
                    "one lease or call in ten had to wait for a connection since the pool began",
                    CapacityRules::callersWait),
            Rule.advice(
                    "one-connection",
                    "an endpoint serves one lease at a time, without a rate limit that this would go with",
                    CapacityRules::oneConnection),
            Rule.advice(
                    "many-connections", "a pool may have more than 10,000 connections", CapacityRules::manyConnections),
            Rule.warning(
                    "connections-not-reused",
                    "a connection is opened for every second lease or more often",
                    CapacityRules::notReused),
            Rule.advice("long-queue", "more than 100,000 callers may wait", CapacityRules::longQueue),
            Rule.warning("queue-fills", "more than half of `maxWaiters` wait", CapacityRules::queueFills));

    private CapacityRules() {}

    private static Optional<Said> maxReached(PoolSample pool, LintContext all) {
        List<EndpointView> serving = Members.serving(pool);
        boolean isFull = !serving.isEmpty() && serving.stream().allMatch(endpoint -> isFull(pool, endpoint));
        int max = serving.stream().mapToInt(one -> one.connections().max()).sum();
        return sayIf(
                pool.view().waiting() > 0 && isFull,
                Text.count(pool.view().waiting(), "caller") + " waiting while " + Text.count(max, "connection") + " to "
                        + Text.count(serving.size(), "endpoint") + " are busy, which is all there may be ("
                        + PoolSettings.to(pool).shown(maxOption(pool.view())) + ")",
                "who waits is slower than the servers are",
                "raise " + maxOption(pool.view()) + " if the servers bear it, add endpoints, or use connections for"
                        + " shorter");
    }

    private static boolean isFull(PoolSample pool, EndpointView endpoint) {
        EndpointView.Connections has = endpoint.connections();
        if (pool.view().holding() == Holding.EXCLUSIVE) {
            return has.busy() >= has.max();
        }
        OptionalLong each = PoolSettings.to(pool).number("sharing.maxInFlight");
        return each.isPresent() && endpoint.traffic().inFlight() >= each.getAsLong() * has.max();
    }

    private static String maxOption(PoolView view) {
        return view.holding() == Holding.EXCLUSIVE ? "pool.maxConnections" : "sharing.maxConnections";
    }

    private static long maxInAll(PoolSample pool) {
        return Members.of(pool).stream()
                .mapToLong(one -> one.connections().max())
                .sum();
    }

    private static Optional<Said> maxBelowEndpoints(PoolSample pool, LintContext all) {
        int endpoints = Members.of(pool).size();
        long max = maxInAll(pool);
        return sayIf(
                max < endpoints,
                "there may be " + max + " connections in all, for " + Text.count(endpoints, "endpoint"),
                "some endpoints can never have work, or connections are closed and opened all the time",
                "allow one connection to each endpoint at least");
    }

    private static Optional<Said> callersWait(PoolSample pool, LintContext all) {
        PoolView.Use use = pool.view().use();
        long waited = use.waits().count();
        return sayIf(
                use.total() >= ENOUGH && waited >= MANY_WAIT * use.total(),
                waited + " callers waited for a connection, and " + use.total() + " leases or calls were served ("
                        + PoolSettings.to(pool).shown(maxOption(pool.view())) + ")",
                "connections are too few, opened too late, or held too long",
                "look at /why while they wait; raise " + maxOption(pool.view()) + ", or keep some open by the minimum");
    }

    private static Optional<Said> oneConnection(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        boolean carriesRequests = given.hasAny("requests"); // many share it
        return sayIf(
                given.number("pool.maxConnections").orElse(0) == 1
                        && given.is("rateLimit", "unlimited")
                        && !carriesRequests,
                "each endpoint has one connection, so one lease at a time (pool.maxConnections: 1)",
                "a slow answer keeps an endpoint from everybody else, and a lease that is taken inside another can wait for"
                        + " ever",
                "raise pool.maxConnections, unless the server wants it so");
    }

    private static Optional<Said> manyConnections(PoolSample pool, LintContext all) {
        long max = maxInAll(pool);
        return sayIf(
                max > MANY_CONNECTIONS,
                Text.count(Members.of(pool).size(), "endpoint") + " may have " + max + " connections in all ("
                        + PoolSettings.to(pool).shown(maxOption(pool.view())) + " each)",
                "in a burst the process may run out of open files or ports, and servers of connections",
                "lower " + maxOption(pool.view()) + ", or work with a part of the endpoints (subset in the target)");
    }

    private static Optional<Said> notReused(PoolSample pool, LintContext all) {
        List<EndpointView> members = Members.of(pool);
        long opened =
                members.stream().mapToLong(one -> one.connections().opened()).sum();
        long total = members.stream().mapToLong(one -> one.traffic().total()).sum();
        return sayIf(
                pool.view().holding() == Holding.EXCLUSIVE && total >= ENOUGH && 2 * opened >= total,
                opened + " connections were opened for " + total + " leases",
                "a pool whose connections are used once is slower than none",
                "look at /events for why they are closed: servers that close after each answer, leases that are discarded,"
                        + " a lifetime.idleTimeout that is too short");
    }

    private static OptionalLong maxWaiters(PoolSettings given) {
        OptionalLong waiting = given.number("waiting.maxWaiters");
        return waiting.isPresent() ? waiting : given.number("maxWaiters");
    }

    private static Optional<Said> longQueue(PoolSample pool, LintContext all) {
        long max = maxWaiters(PoolSettings.to(pool)).orElse(0);
        return sayIf(
                max > LONG_QUEUE,
                max + " callers may wait (maxWaiters)",
                "in an outage they pile up: memory, and answers that nobody needs any more when they come",
                "lower maxWaiters to what can be served in the time that callers have");
    }

    private static Optional<Said> queueFills(PoolSample pool, LintContext all) {
        long max = maxWaiters(PoolSettings.to(pool)).orElse(Long.MAX_VALUE);
        return sayIf(
                pool.view().waiting() > max / 2,
                pool.view().waiting() + " callers wait, and " + max + " may (maxWaiters)",
                "once it is full, callers are refused",
                "see /why for what they wait for");
    }
}
