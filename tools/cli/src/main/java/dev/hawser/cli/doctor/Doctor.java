// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.EtcdStatus;
import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.LeaderCheck;
import dev.hawser.cli.doctor.checks.SourceCheck;
import dev.hawser.cli.source.News;
import dev.hawser.cli.source.Observation;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Resolves a target and looks at its endpoints, a few at a time. */
final class Doctor {

    /** Enough to make twenty slow ones bearable, and few enough not to be a burden. */
    private static final int AT_A_TIME = 8;

    private static final Duration GLANCE = Duration.ofMillis(100);

    private final DoctorPlan plan;
    private final Time time;
    private final CountDownLatch stop;

    /** @param stop counted down to end it early */
    Doctor(DoctorPlan plan, Time time, CountDownLatch stop) {
        this.plan = plan;
        this.time = time;
        this.stop = stop;
    }

    /**
     * What came of it.
     *
     * @param known how many endpoints there are
     * @param examined how many of them were looked at to the end
     */
    record Outcome(int known, int examined, List<Finding> findings) {}

    /** @param progress told how many endpoints are done, and of how many */
    Outcome examine(Discovery discovery, BiConsumer<Integer, Integer> progress) throws InterruptedException {
        SourceCheck.Told told = resolve(discovery);
        List<Endpoint> endpoints = told.endpoints();
        List<Finding> findings = new ArrayList<>(SourceCheck.judge(told));
        List<Endpoint> chosen = endpoints.stream()
                .sorted(Comparator.comparing(Endpoint::address))
                .limit(plan.most())
                .toList();
        if (chosen.size() < endpoints.size()) {
            findings.add(Finding.Of.source("endpoints")
                    .skip("the first " + chosen.size() + " of " + endpoints.size() + " are looked at; --all for all"));
        }
        Map<Address, Examination.Result> results = examineAll(chosen, progress);
        results.values().forEach(result -> findings.addAll(result.findings()));
        if (!endpoints.isEmpty()) {
            findings.addAll(together(results));
        }
        return new Outcome(endpoints.size(), results.size(), List.copyOf(findings));
    }

    private List<Finding> together(Map<Address, Examination.Result> results) {
        Map<Address, EtcdStatus> members = new TreeMap<>();
        results.forEach((address, result) -> result.member().ifPresent(status -> members.put(address, status)));
        List<Finding> findings = new ArrayList<>(LeaderCheck.judge(members));
        if (plan.rate().isEmpty()) {
            findings.add(Finding.Of.source("rate")
                    .skip("not tried, because it is load; --rate N makes N calls to each within a second"));
        }
        return findings;
    }

    private SourceCheck.Told resolve(Discovery discovery) throws InterruptedException {
        long start = time.nanoTime();
        List<LastGood.Problem> problems = new ArrayList<>();
        try (Observation observation = Observation.of(discovery, time)) {
            while (stop.getCount() > 0
                    && time.nanoTime() - start < plan.timeout().toNanos()) {
                Optional<News> news = observation.next(GLANCE);
                if (news.isPresent() && news.get() instanceof News.Found found) {
                    Duration took = Duration.ofNanos(time.nanoTime() - start);
                    // Duplicates of this very answer are told just after it.
                    observation.next(GLANCE).ifPresent(more -> note(more, problems));
                    return new SourceCheck.Told(plan.topic(), found.endpoints(), problems, took);
                }
                news.ifPresent(other -> note(other, problems));
            }
            return new SourceCheck.Told(plan.topic(), List.of(), problems, Duration.ofNanos(time.nanoTime() - start));
        }
    }

    private static void note(News news, List<LastGood.Problem> problems) {
        if (news instanceof News.Trouble trouble) {
            problems.add(trouble.problem());
        }
    }

    private Map<Address, Examination.Result> examineAll(List<Endpoint> endpoints, BiConsumer<Integer, Integer> progress)
            throws InterruptedException {
        Map<Address, Examination.Result> results = new TreeMap<>();
        ExecutorService executor = Threads.blocking("hawser-doctor");
        try {
            Semaphore places = new Semaphore(AT_A_TIME);
            CompletionService<Examination.Result> done = new ExecutorCompletionService<>(executor);
            endpoints.forEach(endpoint -> done.submit(() -> examine(endpoint, places)));
            while (results.size() < endpoints.size() && stop.getCount() > 0) {
                progress.accept(results.size(), endpoints.size());
                Future<Examination.Result> next = done.poll(GLANCE.toNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    Examination.Result result = next.get();
                    results.put(result.endpoint().address(), result);
                }
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("an examination failed: " + e.getCause(), e.getCause());
        } finally {
            Threads.end(executor);
        }
    }

    private Examination.Result examine(Endpoint endpoint, Semaphore places) throws InterruptedException {
        places.acquire();
        try {
            return new Examination(endpoint, plan, time, stop).run();
        } finally {
            places.release();
        }
    }
}
