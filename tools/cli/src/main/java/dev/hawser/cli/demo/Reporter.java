// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.demo.fleet.Names;
import dev.hawser.cli.demo.fleet.Role;
import dev.hawser.cli.demo.traffic.Outage;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.demo.traffic.Standing;
import dev.hawser.cli.stats.Latencies;
import dev.hawser.cli.stats.Score;
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
    private final boolean interrupted;
    private DemoReport.@Nullable Outage outage;
    private DemoReport.@Nullable Grpc grpc;
    private long failed;
    private long refused;

    /** @param interrupted before the end, so that what is missing is nobody's fault */
    Reporter(boolean interrupted) {
        this.interrupted = interrupted;
    }

    /** Adds a pool: how it stands in the end, and what was counted. */
    void add(String name, List<Standing> endpoints, Scoreboard scores, Names names) {
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

    private DemoReport.Server server(Standing e, Score score, Names names, long answers) {
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
                answers == 0 ? 0 : Round.to((double) answered / answers, 4),
                latency(histogram),
                errors(score.causes()));
    }

    /** Adds what became of the TCP server that was killed. */
    void tcp(Outage.Report seen) {
        outage = outage(Role.STEADY, seen);
    }

    /** Adds what became of the promises about gRPC, and of the server that was killed. */
    void grpc(GrpcJudge.Verdict verdict, Outage.Report seen) {
        problems.addAll(verdict.problems());
        grpc = new DemoReport.Grpc(
                verdict.idempotent(),
                verdict.other(),
                outage(Role.BRAVO, seen),
                verdict.events().restart(),
                verdict.events().added(),
                verdict.events().slow());
    }

    DemoReport report(double seconds, List<Diary.Entry> diary) {
        long answered = total.getTotalCount();
        long all = answered + failed + refused;
        var requests = new DemoReport.Requests(
                all, answered, failed, refused, all == 0 ? 0 : Math.floor(1e6 * answered / all) / 1e6);
        List<DemoReport.Event> events = diary.stream()
                .map(e -> new DemoReport.Event(Round.to(e.at(), 3), e.who(), e.what()))
                .toList();
        return new DemoReport(
                DemoReport.SCHEMA,
                Round.to(seconds, 3),
                interrupted,
                problems.isEmpty(),
                List.copyOf(problems),
                requests,
                errors(causes),
                latency(total),
                List.copyOf(pools),
                outage,
                grpc,
                events);
    }

    private DemoReport.@Nullable Outage outage(Role role, Outage.Report seen) {
        boolean unused = seen.restoredAt().isPresent() && seen.usedAgainAfter().isEmpty();
        if (unused && !interrupted) {
            problems.add(role.name() + " was not used again after it came back");
        }
        return seen.killedAt().isEmpty()
                ? null
                : new DemoReport.Outage(
                        role.name(),
                        Round.to(seen.killedAt().getAsDouble(), 3),
                        seen.failedRequests(),
                        orNull(seen.lastRequestAfter(), MILLIS_PER_SECOND, 1),
                        orNull(seen.restoredAt(), 1, 3),
                        orNull(seen.usedAgainAfter(), MILLIS_PER_SECOND, 1));
    }

    private static @Nullable Double orNull(OptionalDouble value, double factor, int digits) {
        return value.isPresent() ? Double.valueOf(Round.to(value.getAsDouble() * factor, digits)) : null;
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
        return Round.to(micros / MICROS_PER_MILLI, 3);
    }
}
