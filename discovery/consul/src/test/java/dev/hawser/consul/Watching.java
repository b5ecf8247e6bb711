// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A service under watch, in real time, as a pool watches it: with the last good set kept. */
final class Watching implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final AtomicInteger SERVICES = new AtomicInteger();

    private final SystemTime time = new SystemTime("consul-test");
    private final ExecutorService threads = Threads.blocking("consul-test");
    private final List<LastGood.Problem> problems = new CopyOnWriteArrayList<>();
    private final AtomicInteger publications = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final LastGoodWatch watch;
    private volatile List<Endpoint> kept = List.of();
    private volatile long changedAt;

    private Watching(Discovery discovery) {
        watch = new LastGoodWatch(counted(discovery), EmptyAnswer.IGNORE, time, new Follower());
        watch.start(threads);
    }

    static Watching of(Discovery discovery) {
        return new Watching(discovery);
    }

    static Watching of(String service, ConsulOptions options) {
        return of(ConsulDiscovery.of(service, options));
    }

    /** A name that no other test uses, so that tests can share an agent. */
    static String newService() {
        return "kv" + SERVICES.incrementAndGet();
    }

    static ConsulOptions at(ConsulAgent... agents) {
        URI[] uris = new URI[agents.length];
        for (int i = 0; i < agents.length; i++) {
            uris[i] = URI.create(agents[i].url());
        }
        return ConsulOptions.at(uris);
    }

    private Discovery counted(Discovery discovery) {
        return new Discovery() {
            @Override
            public Subscription watch(Watcher watcher, Context context) {
                return discovery.watch(
                        new Watcher() {
                            @Override
                            public void onEndpoints(List<Endpoint> endpoints) {
                                watcher.onEndpoints(endpoints);
                                answers.incrementAndGet();
                            }

                            @Override
                            public void onGone() {
                                watcher.onGone();
                                answers.incrementAndGet();
                            }

                            @Override
                            public void onFailure(Throwable cause) {
                                watcher.onFailure(cause);
                            }
                        },
                        context);
            }

            @Override
            public String describe() {
                return discovery.describe();
            }
        };
    }

    /** The last good set, in the order of its answer. */
    List<Endpoint> kept() {
        return kept;
    }

    List<Integer> ports() {
        return kept.stream().map(endpoint -> endpoint.address().port()).toList();
    }

    List<Integer> weights() {
        return kept.stream().map(Endpoint::weight).toList();
    }

    /** {@link System#nanoTime} when the set changed last. */
    long changedAt() {
        return changedAt;
    }

    /** Answers that were heard, changed or not. */
    int answers() {
        return answers.get();
    }

    /** How often the set changed. */
    int publications() {
        return publications.get();
    }

    List<LastGood.Problem> problems() {
        return problems;
    }

    /** Whatever the watch said was wrong, with all causes and stacks, to be searched for what must not be there. */
    String everythingSaid() {
        StringBuilder all = new StringBuilder(watch.source());
        problems.forEach(problem -> {
            all.append('\n').append(problem);
            problem.cause().ifPresent(cause -> {
                java.io.StringWriter stack = new java.io.StringWriter();
                cause.printStackTrace(new java.io.PrintWriter(stack));
                all.append('\n').append(stack);
            });
        });
        return all.toString();
    }

    /** Waits until the set has these ports and no other. */
    Watching awaitPorts(int... ports) {
        List<Integer> expected = IntStream.of(ports).boxed().toList();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(ports())
                        .as("ports; problems: %s", problems)
                        .containsExactlyInAnyOrderElementsOf(expected));
        return this;
    }

    Watching awaitWeights(Integer... weights) {
        await().atMost(PATIENCE).until(this::weights, List.of(weights)::equals);
        return this;
    }

    /** Waits for a problem, among those after the first {@code known}, whose message holds the text. */
    LastGood.Problem awaitProblem(int known, String text) {
        return await().atMost(PATIENCE)
                .until(
                        () -> problems.stream()
                                .skip(known)
                                .filter(problem -> problem.message().contains(text))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    LastGood.Problem awaitProblem(String text) {
        return awaitProblem(0, text);
    }

    /** Ends the watch alone. */
    void endWatch() {
        watch.close();
    }

    @Override
    public void close() {
        watch.close();
        Threads.end(threads);
        time.close();
    }

    private final class Follower implements LastGoodWatch.Follower {
        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            changedAt = System.nanoTime();
            kept = endpoints;
            publications.incrementAndGet();
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            problems.add(problem);
        }
    }
}
