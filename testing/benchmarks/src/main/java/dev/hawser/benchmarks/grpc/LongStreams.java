// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Crew;
import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurement.Case;
import dev.hawser.benchmarks.report.Measurements;
import dev.hawser.benchmarks.report.Metric;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server takes 100 streams on a connection; a thousand are opened and stay open; then somebody wants to make one more
 * call. A channel may have up to 20 connections, and has one when it begins.
 */
public final class LongStreams {

    private static final int PER_CONNECTION = 100;
    private static final int STREAMS = 1000;
    private static final int MAX_CHANNELS = 20;

    /** So that the first call measured isn't the first one compiled. */
    private static final int WARM_CALLS = 2000;

    private static final long OPENING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LIMIT_SECONDS = 60;
    private static final byte[] REQUEST = new byte[16];

    private final ManagedChannel channel;
    private final AtomicInteger answered = new AtomicInteger();

    private LongStreams(ManagedChannel channel) {
        this.channel = channel;
    }

    public static List<String> pools() {
        return List.of(ChannelPools.HAWSER, ChannelPools.DIRECT, ChannelPools.GAX, ChannelPools.GCP);
    }

    /** Seconds one case takes, about, with whom it takes long. */
    public static double seconds() {
        return OPENING_NANOS / 1e9 + 10;
    }

    /** Arguments: file for the results, scenario, setting, pool, round. */
    public static void main(String[] args) throws Exception {
        Case which = new Case(args[1], args[2], args[3]);
        try (ServerProcess server =
                ServerProcess.start(ServerProcess.Settings.small("streams", 0).withMaxStreams(PER_CONNECTION))) {
            ManagedChannel channel =
                    ChannelPools.growing(which.pool(), Line.loopback(List.of(server.target())), MAX_CHANNELS);
            List<Measurement> found = new LongStreams(channel).run(which, Integer.parseInt(args[4]));
            Measurements.write(Path.of(args[0]), new Measurements.Run(which.scenario(), "", "", Double.NaN, found));
        }
        Runtime.getRuntime().halt(0);
    }

    private List<Measurement> run(Case which, int round) throws Exception {
        for (int i = 0; i < WARM_CALLS; i++) {
            firstByte(LIMIT_SECONDS);
        }
        long start = System.nanoTime();
        for (int i = 0; i < STREAMS; i++) {
            ClientCalls.asyncServerStreamingCall(
                    channel.newCall(Echo.STREAM, CallOptions.DEFAULT), REQUEST, new Stream());
        }
        while (answered.get() < STREAMS && System.nanoTime() - start < OPENING_NANOS) {
            Crew.pause(1_000_000);
        }
        double opening = (System.nanoTime() - start) / 1e6;
        List<Measurement> found = new ArrayList<>();
        found.add(Measurement.of(which, Metric.STREAMS, round, answered.get()));
        if (answered.get() == STREAMS) {
            found.add(Measurement.of(which, Metric.OPENED, round, opening));
        }
        found.add(timed(which, round));
        return found;
    }

    private Measurement timed(Case which, int round) throws Exception {
        try {
            return Measurement.of(which, Metric.FIRST_BYTE, round, firstByte(LIMIT_SECONDS) / 1e6);
        } catch (TimeoutException e) {
            String remark = "no answer in " + LIMIT_SECONDS + " s, so the wait ended there";
            return new Measurement(
                    which.scenario(),
                    which.setting(),
                    which.pool(),
                    Metric.FIRST_BYTE,
                    round,
                    LIMIT_SECONDS * 1e3,
                    remark);
        }
    }

    private long firstByte(long limitSeconds) throws Exception {
        long asked = System.nanoTime();
        CompletableFuture<Long> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(channel.newCall(Echo.UNARY, CallOptions.DEFAULT), REQUEST, new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {
                answer.complete(System.nanoTime() - asked);
            }

            @Override
            public void onError(Throwable cause) {
                answer.completeExceptionally(cause);
            }

            @Override
            public void onCompleted() {}
        });
        return answer.get(limitSeconds, TimeUnit.SECONDS);
    }

    private final class Stream implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] value) {
            answered.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
