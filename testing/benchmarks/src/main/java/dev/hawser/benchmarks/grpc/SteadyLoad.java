// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import dev.hawser.benchmarks.Crew;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** So many unary calls a second, whatever becomes of them. A call's time begins when it was due. */
final class SteadyLoad {

    private static final int PER_SECOND = 500;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    /** Nobody's wait for a server to come back is longer: what fails by it has failed. */
    private static final long DEADLINE_SECONDS = 10;

    private static final byte[] REQUEST = new byte[16];
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final ManagedChannel channel;
    private final MethodDescriptor<byte[], byte[]> method;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> servers = new ConcurrentHashMap<>();
    private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private volatile boolean over;

    SteadyLoad(ManagedChannel channel, MethodDescriptor<byte[], byte[]> method) {
        this.channel = channel;
        this.method = method;
    }

    Thread start() {
        return Crew.start(1, Crew.platform(), i -> this::go).get(0);
    }

    /** Returns when every call has ended. */
    void stop(Thread load) throws InterruptedException {
        over = true;
        load.join();
        while (ended.get() < made.get()) {
            Crew.pause(1_000_000);
        }
    }

    int made() {
        return made.get();
    }

    int failed() {
        return failures.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** What failed calls said, and how many said it. */
    String failures() {
        return failures.toString();
    }

    double p99Millis() {
        return latencies.getValueAtPercentile(99) / 1e6;
    }

    double maxMillis() {
        return latencies.getMaxValue() / 1e6;
    }

    /** Forgets who answered until now. */
    void forgetServers() {
        servers.clear();
    }

    /** The most that one of them answered since, as a multiple of a fair share. */
    double mostOfFairShare(List<String> names) {
        long all = servers.values().stream().mapToLong(AtomicLong::get).sum();
        long most = servers.values().stream().mapToLong(AtomicLong::get).max().orElse(0);
        return (double) most * names.size() / Math.max(1, all);
    }

    /** The least, likewise. */
    double leastOfFairShare(List<String> names) {
        long all = servers.values().stream().mapToLong(AtomicLong::get).sum();
        long least = names.stream()
                .mapToLong(name -> servers.getOrDefault(name, new AtomicLong()).get())
                .min()
                .orElse(0);
        return (double) least * names.size() / Math.max(1, all);
    }

    /** Without what differs from call to call, so that like failures count as one. */
    private static String text(Throwable cause) {
        Status status = Status.fromThrowable(cause);
        String text = status.getCode() + ": " + status.getDescription();
        return DIGITS.matcher(text).replaceAll("#");
    }

    private void go() {
        long due = System.nanoTime();
        while (!over) {
            for (long late = System.nanoTime() - due; late < 0; late = System.nanoTime() - due) {
                Crew.pause(-late);
            }
            call(due);
            due += INTERVAL_NANOS;
        }
    }

    private void call(long due) {
        made.incrementAndGet();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        ClientCalls.asyncUnaryCall(channel.newCall(method, options), REQUEST, new StreamObserver<>() {
            @Override
            public void onNext(byte[] name) {
                servers.computeIfAbsent(new String(name, StandardCharsets.UTF_8), n -> new AtomicLong())
                        .incrementAndGet();
            }

            @Override
            public void onError(Throwable cause) {
                failures.computeIfAbsent(text(cause), s -> new AtomicInteger()).incrementAndGet();
                ended.incrementAndGet();
            }

            @Override
            public void onCompleted() {
                latencies.recordValue(System.nanoTime() - due);
                ended.incrementAndGet();
            }
        });
    }
}
