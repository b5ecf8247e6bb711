// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import dev.hawser.benchmarks.report.Names;
import dev.hawser.benchmarks.report.Scale;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Unary calls to a server in another process, always as many in flight: whoever gets an answer asks again. One JVM
 * measures all numbers in flight, because JVMs differ from each other more than pools do.
 */
public final class EchoLoad {

    private static final int CHANNELS = 4;
    private static final int WARM_UP_IN_FLIGHT = 100;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] REQUEST = new byte[16];

    private final ManagedChannel channel;

    private EchoLoad(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Seconds one case takes, about. */
    public static double seconds() {
        return (WARM_UP_NANOS + Scale.IN_FLIGHT.size() * (SETTLE_NANOS + MEASURED_NANOS)) / 1e9 + 1.5;
    }

    /** Arguments: file for the results, server, pool, round. */
    public static void main(String[] args) throws Exception {
        String pool = args[2];
        ManagedChannel channel = ChannelPools.open(pool, Line.loopback(List.of(args[1])), CHANNELS);
        List<Measurement> found = new EchoLoad(channel).run(pool, Integer.parseInt(args[3]));
        Measurements.write(Path.of(args[0]), new Measurements.Run(Names.GRPC_ECHO, "", "", Double.NaN, found));
        System.exit(0);
    }

    private List<Measurement> run(String pool, int round) throws InterruptedException {
        Warm.untilReady(channel);
        new Phase(WARM_UP_IN_FLIGHT).run(WARM_UP_NANOS);
        List<Measurement> found = new ArrayList<>();
        for (int inFlight : Scale.IN_FLIGHT) {
            new Phase(inFlight).run(SETTLE_NANOS);
            Phase phase = new Phase(inFlight);
            double seconds = phase.run(MEASURED_NANOS);
            Case which = new Case(Names.GRPC_ECHO, Scale.inFlight(inFlight), pool);
            if (phase.failed.get() > 0) {
                found.add(Measurement.failed(which, Metric.CALLS, round, phase.failed + " calls failed"));
            } else {
                found.add(Measurement.of(which, Metric.CALLS, round, phase.ended.get() / seconds));
                found.add(Measurement.of(which, Metric.P50, round, phase.latencies.getValueAtPercentile(50) / 1e3));
                found.add(Measurement.of(which, Metric.P99, round, phase.latencies.getValueAtPercentile(99) / 1e3));
            }
        }
        return found;
    }

    /** Some time with one number in flight. */
    private final class Phase {

        private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        private final AtomicLong ended = new AtomicLong();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger running = new AtomicInteger();
        private final int inFlight;
        private volatile boolean over;

        private Phase(int inFlight) {
            this.inFlight = inFlight;
        }

        /** Returns how many seconds it took, when the last call has ended. */
        double run(long nanos) throws InterruptedException {
            long start = System.nanoTime();
            for (int i = 0; i < inFlight; i++) {
                running.incrementAndGet();
                new Caller().next();
            }
            Crew.pause(nanos);
            over = true;
            while (running.get() > 0) {
                Crew.pause(1_000_000);
            }
            return (System.nanoTime() - start) / 1e9;
        }

        private final class Caller implements StreamObserver<byte[]> {

            private long asked;

            void next() {
                if (over) {
                    running.decrementAndGet();
                    return;
                }
                asked = System.nanoTime();
                ClientCalls.asyncUnaryCall(channel.newCall(Echo.UNARY, CallOptions.DEFAULT), REQUEST, this);
            }

            @Override
            public void onNext(byte[] answer) {}

            @Override
            public void onError(Throwable cause) {
                failed.incrementAndGet();
                running.decrementAndGet();
            }

            @Override
            public void onCompleted() {
                latencies.recordValue(System.nanoTime() - asked);
                ended.incrementAndGet();
                next();
            }
        }
    }
}
