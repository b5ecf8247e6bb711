// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.stats.Latencies;
import dev.hawser.cli.stats.Score;
import dev.hawser.client.PoolSnapshot.EndpointSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds up what was measured, and judges whether everything happened that should have. */
final class Reporter {

    private static final double MICROS_PER_MILLI = 1000;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Histogram total = Latencies.histogram(3);
    private final Map<String, Long> causes = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<DemoReport.Pool> pools = new ArrayList<>();
    private long failed;
    private long refused;

    /** Adds a pool: how it stands in the end, and what was counted. */
    void add(String name, List<EndpointSnapshot> endpoints, Scoreboard scores, Names names) {
        long answers = endpoints.stream()
                .mapToLong(e -> scores.of(e.endpoint().address()).total().getTotalCount())
                .sum();
        List<DemoReport.Server> servers = endpoints.stream()
                .sorted(Comparator.comparingInt(e -> names.order(e.endpoint().address())))
                .map(e -> server(e, scores.of(e.endpoint().address()), names, answers))
                .toList();
        pools.add(new DemoReport.Pool(name, servers));
        if (answers == 0) {
            problems.add("no request through the " + name + " pool was answered");
        }
        scores.nobody().causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        refused += scores.nobody().failures();
    }

    /** Says that something went wrong with the scenario itself. */
    void problem(String words) {
        problems.add(words);
    }

    private DemoReport.Server server(EndpointSnapshot e, Score score, Names names, long answers) {
        Histogram histogram = score.total();
        total.add(histogram);
        score.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        failed += score.failures();
        long answered = histogram.getTotalCount();
        return new DemoReport.Server(
                names.nameOf(e.endpoint().address()),
                e.endpoint().address().toString(),
                Diary.word(e.state()),
                e.endpoint().weight(),
                answered,
                score.failures(),
                answers == 0 ? 0 : round((double) answered / answers, 4),
                latency(histogram),
                errors(score.causes()));
    }

    DemoReport report(double seconds, boolean interrupted, Outage.Report outage, List<Diary.Entry> diary) {
        boolean unused =
                outage.restoredAt().isPresent() && outage.usedAgainAfter().isEmpty();
        if (unused && !interrupted) {
            problems.add(Role.STEADY.name() + " was not used again after it came back");
        }
        long answered = total.getTotalCount();
        long all = answered + failed + refused;
        var requests = new DemoReport.Requests(
                all, answered, failed, refused, all == 0 ? 0 : Math.floor(1e6 * answered / all) / 1e6);
        List<DemoReport.Event> events = diary.stream()
                .map(e -> new DemoReport.Event(round(e.at(), 3), e.who(), e.what()))
                .toList();
        return new DemoReport(
                DemoReport.SCHEMA,
                round(seconds, 3),
                interrupted,
                problems.isEmpty(),
                List.copyOf(problems),
                requests,
                errors(causes),
                latency(total),
                List.copyOf(pools),
                outage(outage),
                events);
    }

    private static DemoReport.@Nullable Outage outage(Outage.Report seen) {
        return seen.killedAt().isEmpty()
                ? null
                : new DemoReport.Outage(
                        Role.STEADY.name(),
                        round(seen.killedAt().getAsDouble(), 3),
                        seen.failedRequests(),
                        orNull(seen.lastRequestAfter(), MILLIS_PER_SECOND, 1),
                        orNull(seen.restoredAt(), 1, 3),
                        orNull(seen.usedAgainAfter(), MILLIS_PER_SECOND, 1));
    }

    private static @Nullable Double orNull(OptionalDouble value, double factor, int digits) {
        return value.isPresent() ? Double.valueOf(round(value.getAsDouble() * factor, digits)) : null;
    }

    private static List<DemoReport.ErrorCount> errors(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(e -> new DemoReport.ErrorCount(e.getKey(), e.getValue()))
                .toList();
    }

    private static DemoReport.Latency latency(Histogram histogram) {
        Latencies l = Latencies.of(histogram);
        return new DemoReport.Latency(
                millis(l.min()), millis(l.mean()), millis(l.p50()), millis(l.p90()), millis(l.p99()), millis(l.max()));
    }

    private static double millis(double micros) {
        return round(micros / MICROS_PER_MILLI, 3);
    }

    private static double round(double value, int digits) {
        double factor = Math.pow(10, digits);
        return Math.round(value * factor) / factor;
    }
}
