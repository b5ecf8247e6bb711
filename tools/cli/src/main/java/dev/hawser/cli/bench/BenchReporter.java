// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.stats.Latencies;
import dev.hawser.cli.stats.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Makes a {@link BenchReport} of what was counted. Pure. */
final class BenchReporter {

    /** As many as ghz draws, with one for the fastest alone. */
    static final int BARS = 11;

    private static final double MICROS_PER_MILLI = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private BenchReporter() {}

    static BenchReport report(BenchPlan plan, List<Standing> endpoints, Tally tally, long nanos, boolean interrupted) {
        Histogram all = Latencies.histogram(3);
        Map<String, Long> causes = new TreeMap<>(tally.nobody().causes());
        List<BenchReport.Server> servers = new ArrayList<>();
        for (Standing e : endpoints) {
            Score score = tally.of(e.address());
            all.add(score.total());
            score.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        }
        for (Standing e : endpoints) {
            servers.add(server(e, tally.of(e.address()), all.getTotalCount()));
        }
        double seconds = nanos / NANOS_PER_SECOND;
        return new BenchReport(
                BenchReport.SCHEMA,
                plan.target(),
                plan.load().mode(),
                plan.load().called().orElse(null),
                plan.concurrency(),
                interrupted,
                all.getTotalCount() > 0,
                tally.done(),
                all.getTotalCount(),
                tally.failures(),
                round(seconds, 3),
                seconds > 0 ? round(tally.done() / seconds, 1) : 0,
                latency(all),
                latency(tally.waits()),
                bars(all),
                errors(causes),
                servers);
    }

    private static BenchReport.Server server(Standing e, Score score, long all) {
        Histogram histogram = score.total();
        return new BenchReport.Server(
                e.address().toString(),
                e.state().name().toLowerCase(Locale.ROOT),
                e.why(),
                histogram.getTotalCount(),
                score.failures(),
                all == 0 ? 0 : round((double) histogram.getTotalCount() / all, 4),
                e.opened(),
                e.failures(),
                millis(Latencies.at(histogram, 50)),
                millis(Latencies.at(histogram, 99)),
                errors(score.causes()));
    }

    private static List<BenchReport.ErrorCount> errors(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(e -> new BenchReport.ErrorCount(e.getKey(), e.getValue()))
                .toList();
    }

    static BenchReport.Latency latency(Histogram h) {
        Latencies l = Latencies.of(h);
        return new BenchReport.Latency(
                millis(l.min()),
                millis(l.mean()),
                at(h, 10),
                at(h, 25),
                at(h, 50),
                at(h, 75),
                at(h, 90),
                at(h, 95),
                at(h, 99),
                millis(l.max()));
    }

    private static double at(Histogram h, double percent) {
        return h.getTotalCount() == 0 ? 0 : millis(Latencies.at(h, percent));
    }

    /** Equal steps from the fastest to the slowest, as ghz draws them. */
    static List<BenchReport.Bar> bars(Histogram h) {
        if (h.getTotalCount() == 0) {
            return List.of();
        }
        Latencies l = Latencies.of(h);
        double step = (double) (l.max() - l.min()) / (BARS - 1);
        long[] counts = new long[BARS];
        for (HistogramIterationValue value : h.recordedValues()) {
            double above = h.lowestEquivalentValue(value.getValueIteratedTo()) - l.min();
            int bar = step == 0 ? 0 : (int) Math.ceil(above / step - 1e-9);
            counts[Math.max(0, Math.min(bar, BARS - 1))] += value.getCountAddedInThisIterationStep();
        }
        List<BenchReport.Bar> bars = new ArrayList<>();
        for (int i = 0; i < (step == 0 ? 1 : BARS); i++) {
            bars.add(new BenchReport.Bar(millis(l.min() + i * step), counts[i]));
        }
        return bars;
    }

    private static double millis(double micros) {
        return round(micros / MICROS_PER_MILLI, 3);
    }

    private static double round(double value, int digits) {
        double factor = Math.pow(10, digits);
        return Math.round(value * factor) / factor;
    }
}
