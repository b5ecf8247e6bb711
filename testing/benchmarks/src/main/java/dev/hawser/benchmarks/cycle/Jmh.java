// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.cycle;

import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a benchmark by JMH, one fork for one case, so that rounds can alternate between pools. */
public final class Jmh {

    /** -Xbatch: with 8 threads on 2 cores a compiler in the background starves, and figures never settle. */
    private static final String[] JVM = {"-Xbatch", "-Xms512m", "-Xmx512m"};

    private static final int WARM_UPS = 5;
    private static final int ITERATIONS = 3;
    private static final TimeValue ITERATION = TimeValue.milliseconds(500);

    private Jmh() {}

    /** Seconds one case takes, about: its iterations, and the JVM's start, the check and the end. */
    public static double seconds() {
        return (WARM_UPS + ITERATIONS) * ITERATION.convertTo(TimeUnit.MILLISECONDS) / 1e3 + 1.5;
    }

    /** Times one benchmark with its parameters and one number of threads. */
    public static List<Measurement> run(
            Case which, Class<?> benchmark, Map<String, String> parameters, int threads, int round) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName() + "\\.")
                .threads(threads)
                .forks(1)
                .jvmArgsAppend(JVM)
                .warmupIterations(WARM_UPS)
                .warmupTime(ITERATION)
                .measurementIterations(ITERATIONS)
                .measurementTime(ITERATION)
                .timeout(TimeValue.seconds(30))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(options::param);
        try {
            List<Measurement> found = new ArrayList<>();
            for (RunResult result : new Runner(options.build()).run()) {
                found.addAll(measurements(which, round, result.getAggregatedResult()));
            }
            return found;
        } catch (RunnerException e) {
            return List.of(Measurement.failed(which, Metric.OPS, round, String.valueOf(e.getMessage())));
        }
    }

    private static List<Measurement> measurements(Case which, int round, BenchmarkResult result) {
        List<Measurement> found = new ArrayList<>();
        double perMicrosecond = result.getPrimaryResult().getScore();
        found.add(Measurement.of(which, Metric.OPS, round, perMicrosecond));
        Result<?> processor = result.getSecondaryResults().get("cpuNanos");
        if (processor != null) {
            found.add(Measurement.of(which, Metric.CPU, round, processor.getScore() / perMicrosecond));
        }
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (allocated != null) {
            found.add(Measurement.of(which, Metric.BYTES, round, allocated.getScore()));
        }
        return found;
    }
}
