// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import static java.util.Objects.requireNonNull;

import dev.hawser.event.PoolListener;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.Jitter;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.PooledChannelBuilder;
import dev.hawser.time.Time;
import dev.hawser.view.Settings;
import dev.hawser.view.Timing;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Settings of a {@link GrpcPool}. How hosts are connected to is in {@link NodeOptions}.
 *
 * @param <T> the client
 */
public final class GrpcPoolBuilder<T> {

    /** Three attempts of 5 s, and 100 ms, 200 ms between them, give or take a fifth. */
    public static final RetryPolicy DEFAULT_RETRY = RetryPolicy.DEFAULT
            .withMaxAttempts(3)
            .withAttemptTimeout(Duration.ofSeconds(5))
            .withBackoff(Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(5))
                    .withJitter(Jitter.proportional(0.2)));

    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final Function<? super Channel, ? extends T> factory;
    private Optional<String> name = Optional.empty();
    private NodeOptions nodes = NodeOptions.tls();
    private RetryPolicy retry = DEFAULT_RETRY;
    private Timing timing = Timing.SAMPLED;
    private final List<PoolListener> listeners = new ArrayList<>();
    private Optional<Time> time = Optional.empty();
    private Optional<Executor> executor = Optional.empty();
    private Optional<RandomGenerator> random = Optional.empty();

    GrpcPoolBuilder(Function<? super Channel, ? extends T> factory) {
        this.factory = requireNonNull(factory, "factory");
    }

    /** The pool's name in logs, events, thread names and exceptions; {@code clients-1} and so on if not given. */
    public GrpcPoolBuilder<T> name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = Optional.of(value);
        return this;
    }

    /** How hosts are connected to and watched; over TLS by default. */
    public GrpcPoolBuilder<T> nodes(NodeOptions value) {
        nodes = requireNonNull(value, "nodes");
        return this;
    }

    /** When a call is tried again at its host; {@link #DEFAULT_RETRY} by default. */
    public GrpcPoolBuilder<T> retry(RetryPolicy value) {
        retry = requireNonNull(value, "retry");
        return this;
    }

    /** Whether the time that calls take is taken, for those who look; {@link Timing#SAMPLED} by default. */
    public GrpcPoolBuilder<T> timing(Timing value) {
        timing = requireNonNull(value, "timing");
        return this;
    }

    /** Hears what happens, besides the log; several can be given, and none of them waits for another. */
    public GrpcPoolBuilder<T> listener(PoolListener value) {
        listeners.add(requireNonNull(value, "listener"));
        return this;
    }

    /** The clock and timers to use; by default the pool's own, which end with it. */
    public GrpcPoolBuilder<T> time(Time value) {
        time = Optional.of(value);
        return this;
    }

    /** Opens and closes connections, and begins further attempts; by default threads of the pool's own. */
    public GrpcPoolBuilder<T> executor(Executor value) {
        executor = Optional.of(value);
        return this;
    }

    /** The source of jitter, safe for use by any thread; a seeded one makes runs repeatable. */
    public GrpcPoolBuilder<T> random(RandomGenerator value) {
        random = Optional.of(value);
        return this;
    }

    /** Builds the pool. It connects to nobody until somebody calls. */
    public GrpcPool<T> build() {
        String called = name.orElseGet(() -> "clients-" + UNNAMED.incrementAndGet());
        Settings settings = new Settings().addAll("retry", retry);
        Fleet fleet =
                new PooledFleet(nodes, new CallDefaults(retry), settings, builder -> chosen(builder.name(called)));
        return new GrpcPool<>(called, nodes.requestTimeout(), fleet, factory);
    }

    private PooledChannelBuilder chosen(PooledChannelBuilder builder) {
        time.ifPresent(builder::time);
        executor.ifPresent(builder::executor);
        random.ifPresent(builder::random);
        listeners.forEach(builder::listener);
        return builder.timing(timing);
    }
}
