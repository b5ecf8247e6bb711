// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether silent connections are asked for a sign of life, and not too often. */
final class KeepAliveRules {
    /** Servers of gRPC count pings that are closer together, unless told otherwise, and put up with two. */
    private static final Duration PERMITTED = Duration.ofMinutes(5);

    private static final int PUNISHED_PING = 3;
    private static final Duration HASTY = Duration.ofMinutes(1);

    /** AWS' network load balancers forget a connection then; Azure's after 4 min, and many firewalls sooner. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(350);

    static final List<Rule> ALL = List.of(
            Rule.error(
                    "keepalive-punished",
                    "a server closed a connection because of too many pings",
                    KeepAliveRules::punished),
            Rule.warning(
                    "keepalive-too-often",
                    "`keepAliveTime` is below 1 min; or below 5 min, and a call may be silent for three times that",
                    KeepAliveRules::tooOften),
            Rule.warning(
                    "silent-connections",
                    "idle TCP connections are kept for more than 350 s and never asked for a sign of life",
                    KeepAliveRules::silent));

    private KeepAliveRules() {}

    private static Optional<Said> punished(PoolSample pool, LintContext all) {
        Stream<String> errors = pool.view().endpoints().stream()
                .flatMap(endpoint -> endpoint.lastError().stream())
                .map(error -> error.message());
        Stream<String> news = all.in(pool).stream().map(TimelineEntry::text);
        Optional<String> found = Stream.concat(errors, news)
                .filter(text -> text.contains("too_many_pings") || text.contains("ENHANCE_YOUR_CALM"))
                .findFirst();
        return found.map(text -> new Said(
                "a server ended a connection because of too many pings: " + text,
                "all calls on it failed, and it will happen again",
                "raise keepAliveTime of ChannelOptions (now "
                        + PoolSettings.to(pool).shown("channel.keepAliveTime")
                        + "), or permit such pings at the server; hawser doctor --keepalive tries it"));
    }

    private static Optional<Said> tooOften(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        Optional<Duration> every = given.duration("channel.keepAliveTime");
        if (every.isEmpty() || every.get().compareTo(PERMITTED) >= 0) {
            return Optional.empty();
        }
        Duration punished = every.get().multipliedBy(PUNISHED_PING);
        boolean mayBeSilent =
                given.isNone("defaultDeadline") || given.isLonger("defaultDeadline", punished.minusNanos(1));
        return sayIf(
                every.get().compareTo(HASTY) < 0 || mayBeSilent,
                "during calls a silent server is pinged every " + Text.of(every.get()) + " ("
                        + given.shown("defaultDeadline") + ")",
                "servers of gRPC permit one ping in 5 min unless told otherwise, and end the connection with all its calls"
                        + " at the third that comes sooner",
                "raise keepAliveTime of ChannelOptions, or permit it at the server (grpc-java: permitKeepAliveTime)");
    }

    private static Optional<Said> silent(PoolSample pool, LintContext all) {
        PoolSettings given = PoolSettings.to(pool);
        boolean unasked = given.isNone("tcp.keepAlive") || given.isLonger("tcp.keepAlive.idle", FORGOTTEN);
        boolean kept = given.isNone("lifetime.idleTimeout") || given.isLonger("lifetime.idleTimeout", FORGOTTEN);
        boolean unprobed = given.isNone("lifetime.keepAlive") || given.isLonger("lifetime.keepAlive", FORGOTTEN);
        return sayIf(
                unasked && kept && unprobed,
                "connections may be idle for longer than 350s without a byte (" + given.shown("lifetime.idleTimeout")
                        + ", "
                        + (given.isNone("tcp.keepAlive") ? "tcp.keepAlive: none" : given.shown("tcp.keepAlive.idle"))
                        + ")",
                "load balancers and firewalls forget such connections without a word, and the next lease of one hangs",
                "leave keepAlive of TcpOptions on, or make lifetime.idleTimeout shorter");
    }
}
