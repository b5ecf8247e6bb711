// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Stage.shared;
import static dev.hawser.console.lint.Stage.withTwo;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.EndpointView.Connections;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** For each rule a pool where it finds something, and some that differ from it by as little as there is, where it doesn't. */
final class Cases {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Object NOT_SET = Optional.empty();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PINGS = "UNAVAILABLE: GOAWAY ENHANCE_YOUR_CALM, too_many_pings";

    private static final Address FIRST = Address.parse("10.0.0.1:7001");
    private static final PoolEvent STEERED = new PoolEvent.EndpointSteered("kv", FIRST, "drained");

    /** @param no those where it finds nothing */
    record Case(Stage yes, List<Stage> no) {}

    private final Map<String, Case> all = new TreeMap<>();

    private Cases() {
        endpoints();
        discovery();
        weights();
        steering();
        room();
        queues();
        deadlines();
        retries();
        hedges();
        keepAlive();
        lifetimes();
        privacy();
        use();
        namesAndConsole();
    }

    static Map<String, Case> all() {
        return new Cases().all;
    }

    private void add(String rule, Stage yes, Stage... no) {
        if (all.put(rule, new Case(yes, List.of(no))) != null) {
            throw new IllegalStateException(rule + " twice");
        }
    }

    private void endpoints() {
        Stage none = new Stage();
        add("no-endpoint", none, new Stage().with("10.0.0.1:7001"));
        add("one-endpoint", new Stage().with("10.0.0.1:7001"), none, withTwo());
        add(
                "never-reached",
                withTwo()
                        .with(Stage.endpoint(Endpoint.of("10.0.0.9:7001"), new Connections(0, 0, 0, 0, 0, 8, 0, 3), 0)),
                withTwo()
                        .with(Stage.endpoint(Endpoint.of("10.0.0.9:7001"), new Connections(0, 0, 0, 0, 0, 8, 0, 2), 0)),
                withTwo()
                        .with(Stage.endpoint(
                                Endpoint.of("10.0.0.9:7001"), new Connections(0, 0, 0, 0, 0, 8, 1, 30), 0)));
        add(
                "one-host",
                new Stage().with("10.0.0.1:7001").with("10.0.0.1:7002"),
                withTwo(),
                new Stage().with("127.0.0.1:7001").with("127.0.0.1:7002"));
        add(
                "no-ejection",
                shared().set("outliers.consecutiveFailures", 0).set("outliers.successRatio", 0.0),
                shared().set("outliers.consecutiveFailures", 0).set("outliers.successRatio", 0.8),
                shared().set("outliers.consecutiveFailures", 5).set("outliers.successRatio", 0.0));
    }

    private void discovery() {
        add("discovery-fails", withTwo().problem("timed out"), withTwo());
        Duration old = Duration.ofMinutes(15);
        add(
                "discovery-old",
                withTwo().source("consul://127.0.0.1:8500/kv").age(old.plus(MOMENT)),
                withTwo().source("consul://127.0.0.1:8500/kv").age(old),
                withTwo().source("static:10.0.0.1:7001").age(old.plus(MOMENT)));
        add(
                "discovery-slow",
                withTwo().source("subset of 2 of dns://10.0.0.53:53/kv:7001").age(Duration.ofMinutes(3)),
                withTwo().source("dns://10.0.0.53:53/kv:7001").age(Duration.ofMinutes(2)),
                withTwo()
                        .source("dns://10.0.0.53:53/kv:7001")
                        .age(Duration.ofMinutes(3))
                        .problem("timed out"),
                withTwo().source("consul://127.0.0.1:8500/kv").age(Duration.ofMinutes(3)));
        add(
                "subset-of-one",
                withTwo().source("subset of 1 of dns://10.0.0.53:53/kv:7001"),
                withTwo().source("subset of 2 of dns://10.0.0.53:53/kv:7001"));
        add(
                "empty-answer-believed",
                withTwo().source("consul://127.0.0.1:8500/kv").set("follow.emptyAnswer", "TRUST"),
                withTwo().source("consul://127.0.0.1:8500/kv").set("follow.emptyAnswer", "IGNORE"),
                withTwo().source("registry: 2 endpoints").set("follow.emptyAnswer", "TRUST"));
    }

    private void weights() {
        add("weightless", withTwo().weights(0, 0), withTwo().weights(0, 1));
        add(
                "uneven-weights",
                withTwo().weights(81, 19).set("balancer", "leastLoaded(2)"),
                withTwo().weights(80, 20).set("balancer", "leastLoaded(2)"),
                withTwo().weights(81, 19).set("balancer", "orderedFailover"));
        add(
                "weights-ignored",
                withTwo().weights(1, 2).set("balancer", "roundRobin"),
                withTwo().weights(2, 2).set("balancer", "roundRobin"),
                withTwo().weights(0, 2).set("balancer", "roundRobin"),
                withTwo().weights(1, 2).set("balancer", "weightedRoundRobin"));
        add(
                "priorities-ignored",
                withTwo().priorities(0, 1).set("balancer", "leastLoaded(2)"),
                withTwo().priorities(1, 1).set("balancer", "leastLoaded(2)"),
                withTwo().priorities(0, 1).set("balancer", "orderedFailover"));
    }

    private void steering() {
        Stage forLong = withTwo().drainFirst().happened(STEERED, HOUR.plus(MOMENT));
        Stage notSoLong = withTwo().drainFirst().happened(STEERED, HOUR);
        add("steered-for-long", forLong, notSoLong, withTwo().drainFirst());
        add("steered-by-hand", notSoLong, forLong, withTwo());
    }

    private void room() {
        add(
                "max-reached",
                withTwo().connections(0, 8, 8).waiting(1).set("pool.maxConnections", 8),
                withTwo().connections(0, 8, 8),
                withTwo().connections(0, 7, 8).waiting(1));
        add("max-below-endpoints", withTwo().withMany(2, 0), withTwo().withMany(2, 1));
        add(
                "callers-wait",
                withTwo().used(100, 10, 0),
                withTwo().used(100, 9, 0),
                withTwo().used(99, 10, 0));
        add(
                "one-connection",
                withTwo().set("pool.maxConnections", 1).set("rateLimit", "unlimited"),
                withTwo().set("pool.maxConnections", 2).set("rateLimit", "unlimited"),
                withTwo().set("pool.maxConnections", 1).set("rateLimit", "100/s, burst 1, charged at the grant"),
                withTwo()
                        .set("pool.maxConnections", 1)
                        .set("rateLimit", "unlimited")
                        .set("requests.maxInFlight", 9));
        add("many-connections", withTwo().withMany(101, 100), withTwo().withMany(100, 100));
        Stage calls = shared().opened(50, 0, 100);
        add("connections-not-reused", withTwo().opened(50, 0, 100), withTwo().opened(49, 0, 100), calls);
    }

    private void queues() {
        add("long-queue", withTwo().set("waiting.maxWaiters", 100001), withTwo().set("waiting.maxWaiters", 100000));
        add(
                "queue-fills",
                shared().set("maxWaiters", 100).waiting(51),
                shared().set("maxWaiters", 100).waiting(50),
                shared().waiting(51));
    }

    private void deadlines() {
        add(
                "no-deadline",
                shared().set("defaultDeadline", NOT_SET),
                shared().set("defaultDeadline", ofSeconds(30)),
                shared());
        add("endless-waits", withTwo().waited(ofSeconds(61)), withTwo().waited(ofMinutes(1)), withTwo());
        add(
                "no-read-timeout",
                withTwo().set("tcp.readTimeout", NOT_SET),
                withTwo().set("tcp.readTimeout", ofSeconds(1)),
                withTwo().set("tcp.readTimeout", NOT_SET).set("requests.requestTimeout", ofSeconds(10)));
        add(
                "attempt-beyond-deadline",
                attempts(ofSeconds(5), ofSeconds(5)),
                attempts(ofMillis(4990), ofSeconds(5)),
                attempts(NOT_SET, ofSeconds(5)));
        add(
                "connect-beyond-deadline",
                shared().set("sharing.connectTimeout", ofSeconds(5)).set("defaultDeadline", ofSeconds(5)),
                shared().set("sharing.connectTimeout", ofSeconds(5)).set("defaultDeadline", ofMillis(5010)));
    }

    private static Stage attempts(Object each, Object all) {
        return retrying().set("retry.attemptTimeout", each).set("defaultDeadline", all);
    }

    private static Stage retrying() {
        return shared().set("retry.maxAttempts", 3);
    }

    private void retries() {
        String endless = "unlimited";
        add(
                "retry-without-budget",
                retrying().set("budget", endless),
                shared().set("retry.maxAttempts", 1).set("budget", endless),
                retrying().set("budget.share", 0.1));
        add("budget-empty", retrying().budget(0.9), retrying().budget(1), retrying());
        add("many-attempts", shared().set("retry.maxAttempts", 5), shared().set("retry.maxAttempts", 4));
        add("unsafe-retries", retrying().set("retry.unsafe", true), retrying().set("retry.unsafe", false));
        add(
                "backoff-without-jitter",
                withTwo().set("reconnectBackoff", "1s x 1.6 up to 2m0s, without jitter"),
                withTwo().set("reconnectBackoff", "1s x 1.6 up to 2m0s, ±20 %"),
                shared().set("retry.maxAttempts", 1).set("retry.backoff", "50ms x 2.0 up to 2s, without jitter"));
    }

    private void hedges() {
        add(
                "hedging-without-idempotence",
                retrying().set("hedging.maxHedges", 1).set("idempotent", "as methods say"),
                retrying().set("hedging.maxHedges", 1).set("idempotent", "given"),
                retrying().set("hedging", NOT_SET).set("idempotent", "as methods say"));
        add(
                "hedging-never",
                shared().set("hedging.maxHedges", 1).set("retry.maxAttempts", 1),
                shared().set("hedging.maxHedges", 1).set("retry.maxAttempts", 2));
        Duration each = Duration.ofMillis(100);
        add(
                "hedging-early",
                retrying().set("hedging.delay", ofMillis(50)).took(20, each),
                retrying().set("hedging.delay", ofMillis(150)).took(20, each),
                retrying().set("hedging.delay", NOT_SET).took(20, each),
                retrying().set("hedging.delay", ofMillis(50)).took(19, each));
    }

    private void keepAlive() {
        add("keepalive-punished", shared().error(PINGS), shared().error("UNAVAILABLE: GOAWAY NO_ERROR"));
        add(
                "keepalive-too-often",
                pinging(ofMinutes(1), ofMinutes(3)),
                pinging(ofMinutes(1), ofSeconds(179)),
                pinging(ofMinutes(1), ofSeconds(30)),
                pinging(ofMinutes(5), NOT_SET));
        add(
                "silent-connections",
                silent(NOT_SET, ofSeconds(351)),
                silent(NOT_SET, ofSeconds(350)),
                silent(ofSeconds(15), NOT_SET));
    }

    private static Stage pinging(Object every, Object deadline) {
        return shared().set("channel.keepAliveTime", every).set("defaultDeadline", deadline);
    }

    private static Stage silent(Object keepAlive, Object idleTimeout) {
        String option = keepAlive.equals(NOT_SET) ? "tcp.keepAlive" : "tcp.keepAlive.idle";
        return withTwo()
                .set(option, keepAlive)
                .set("lifetime.idleTimeout", idleTimeout)
                .set("lifetime.keepAlive", NOT_SET);
    }

    private void lifetimes() {
        add(
                "no-lifetime",
                new Stage().with("kv.example.com:7001").set("lifetime.maxLifetime", NOT_SET),
                new Stage().with("10.0.0.1:7001").set("lifetime.maxLifetime", NOT_SET),
                new Stage().with("localhost:7001").set("lifetime.maxLifetime", NOT_SET),
                new Stage().with("kv.example.com:7001").set("lifetime.maxLifetime", ofMinutes(30)),
                new Stage()
                        .with("kv1.example.com:7001")
                        .with("kv2.example.com:7001")
                        .set("sharing.maxAge", NOT_SET));
        add("lifetime-without-jitter", ageing(ofMinutes(30), 0.0), ageing(ofMinutes(30), 0.1), ageing(NOT_SET, 0.0));
        add(
                "no-validation",
                withTwo().set("lifetime.validateAfter", NOT_SET),
                withTwo().set("lifetime.validateAfter", Duration.ZERO));
    }

    private static Stage ageing(Object lifetime, double jitter) {
        return withTwo().set("lifetime.maxLifetime", lifetime).set("lifetime.lifetimeJitter", jitter);
    }

    private void privacy() {
        add(
                "plaintext-in-public",
                withTwo().with("8.8.8.8:7001").set("tcp.tls", false),
                withTwo().with("8.8.8.8:7001").set("tcp.tls", true),
                withTwo().with("172.31.255.255:7001").set("tcp.tls", false));
        add(
                "plaintext",
                shared().only("10.0.0.1:7001").set("channel.credentials", "plaintext"),
                shared().only("127.0.0.1:7001").set("channel.credentials", "plaintext"),
                shared().only("8.8.8.8:7001").set("channel.credentials", "plaintext"),
                shared().only("10.0.0.1:7001").set("channel.credentials", "TLS"));
    }

    private void use() {
        PoolEvent lost = leaked(true);
        PoolEvent held = leaked(false);
        add("leases-lost", withTwo().happened(lost, HOUR), withTwo().happened(held, HOUR));
        add("leases-held-long", withTwo().happened(held, HOUR), withTwo().happened(lost, HOUR));
        add(
                "leases-misused",
                withTwo().happened(new PoolEvent.LeaseMisused("kv", FIRST, "closed a lease twice"), HOUR),
                withTwo());
        Duration recent = Duration.ofMinutes(10);
        PoolEvent refused = new PoolEvent.LeaseRefused("kv", Duration.ofSeconds(1), true, "no lease within 1s");
        add("callers-refused", withTwo().happened(refused, recent), withTwo().happened(refused, recent.plus(MOMENT)));
        add(
                "throttled",
                withTwo().used(100, 0, 11),
                withTwo().used(100, 0, 10),
                withTwo().used(99, 0, 99));
        add("events-lost", withTwo().happened(new PoolEvent.EventsLost("kv", 7), HOUR), withTwo());
    }

    private static PoolEvent leaked(boolean lost) {
        return new PoolEvent.LeaseLeaked("kv", FIRST, Duration.ofSeconds(5), lost, new Throwable());
    }

    private void namesAndConsole() {
        add("unnamed", withTwo().named("pool-1"), withTwo().named("pool-a"));
        add(
                "odd-name",
                withTwo().named("kv\u202eevil"),
                withTwo().named("kv/eu-1.a"),
                withTwo().named("a".repeat(60)));
        add(
                "same-endpoints",
                withTwo().named("a").beside(withTwo().named("b")),
                withTwo().named("b").beside(withTwo().named("a")),
                withTwo().named("a").beside(withTwo().with("10.0.0.3:7001").named("b")));
        add(
                "open-console",
                withTwo().access(true, false),
                withTwo().access(true, true),
                withTwo().access(false, false));
        Duration soon = Duration.ofSeconds(10);
        add(
                "not-heard",
                withTwo().seenFor(soon.plus(MOMENT)),
                withTwo().seenFor(soon),
                withTwo().seenFor(soon.plus(MOMENT)).opened(0, 0, 0),
                withTwo()
                        .seenFor(soon.plus(MOMENT))
                        .happened(new PoolEvent.ConnectionOpened("kv", FIRST, MOMENT), soon));
    }
}
