// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.time.Time;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Describes a {@link ChannelRegistry}. Not safe for use by several threads; can build any number of registries. */
public final class ChannelRegistryBuilder {

    public static final Duration DEFAULT_HEALTH_PERIOD = Duration.ofSeconds(30);

    /** How long calls in flight may take to end on a channel that was replaced or given up. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    final ChannelOptions options;
    String name = "registry";
    Warmth warmth = Warmth.LAZY;
    KeepAlive keepAlive = KeepAlive.DURING_CALLS;
    Duration healthPeriod = DEFAULT_HEALTH_PERIOD;
    Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    Optional<Duration> maxAge = Optional.empty();
    Optional<NameSource> source = Optional.empty();
    EmptyAnswer emptyAnswer = EmptyAnswer.IGNORE;
    Optional<Time> time = Optional.empty();
    Optional<Executor> executor = Optional.empty();
    RegistryListener listener = RegistryListener.NONE;

    ChannelRegistryBuilder(ChannelOptions options) {
        this.options = requireNonNull(options, "options");
    }

    /** The registry's name in exceptions and thread names. */
    public ChannelRegistryBuilder name(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("name: '" + value + "' (expected: not blank)");
        }
        name = value;
        return this;
    }

    /** When channels connect; at the first call, unless set. */
    public ChannelRegistryBuilder warmth(Warmth value) {
        warmth = requireNonNull(value, "warmth");
        return this;
    }

    /**
     * Whether the peer is asked for a sign of life while no call is in flight. Servers that haven't been set up for it
     * answer such pings with GOAWAY; so they are not sent, unless set.
     */
    public ChannelRegistryBuilder keepAlive(KeepAlive value) {
        keepAlive = requireNonNull(value, "keepAlive");
        return this;
    }

    /** How often {@link ChannelRegistry#healthCheck()} runs by itself; every 30 s unless set. */
    public ChannelRegistryBuilder healthPeriod(Duration value) {
        healthPeriod = positive("healthPeriod", value);
        return this;
    }

    /** How long calls in flight may take to end on a channel that was replaced or given up. */
    public ChannelRegistryBuilder drainTimeout(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + value + " (expected: >= 0)");
        }
        drainTimeout = value;
        return this;
    }

    /**
     * Replaces each channel that old, at the next health check, so that renewed certificates come into use. Never, unless
     * set: a channel keeps the credentials that it was made with, also when it reconnects.
     */
    public ChannelRegistryBuilder maxAge(Duration value) {
        maxAge = Optional.of(positive("maxAge", value));
        return this;
    }

    /** Registers what the source says, and follows it. */
    public ChannelRegistryBuilder following(NameSource value) {
        source = Optional.of(value);
        return this;
    }

    /** Follows the names in a discovery: see {@link NameSource#of}. */
    public ChannelRegistryBuilder following(Discovery value) {
        return following(NameSource.of(value));
    }

    /** What an answer of the source without any name means; by default it is ignored, and everything is kept. */
    public ChannelRegistryBuilder emptyAnswer(EmptyAnswer value) {
        emptyAnswer = requireNonNull(value, "emptyAnswer");
        return this;
    }

    /** Hears what is done with the registry, besides the log; several can be given. */
    public ChannelRegistryBuilder listener(RegistryListener value) {
        listener = listener.and(requireNonNull(value, "listener"));
        return this;
    }

    /** The clock and timers to use; by default a {@code SystemTime} of the registry's own, which ends with it. */
    public ChannelRegistryBuilder time(Time value) {
        time = Optional.of(value);
        return this;
    }

    /** For the source's look-ups that block; by default threads of the registry's own, which end with it. */
    public ChannelRegistryBuilder executor(Executor value) {
        executor = Optional.of(value);
        return this;
    }

    /** How channels are made: as the options say, over one connection each. */
    ChannelOptions channelOptions() {
        boolean always = keepAlive == KeepAlive.ALWAYS;
        var last = options.customizer();
        return options.withCustomizer(builder ->
                last.apply(builder.defaultLoadBalancingPolicy("round_robin").keepAliveWithoutCalls(always)));
    }

    /** All of it. */
    Map<String, Setting> settings() {
        return new Settings()
                .add("balancer", "by name")
                .add("warmth", warmth)
                .add("keepAlive", keepAlive)
                .add("healthPeriod", healthPeriod)
                .add("drainTimeout", drainTimeout)
                .add("maxAge", maxAge)
                .add("following", source.isPresent() ? "given" : "none")
                .add("emptyAnswer", emptyAnswer)
                .addAll(new GrpcTransport(options).settings())
                .add("listener", listener == RegistryListener.NONE ? "none" : "given")
                .add("time", time.isPresent() ? "given" : "the registry's own")
                .add("executor", executor.isPresent() ? "given" : "the registry's own")
                .toMap();
    }

    /** Builds the registry, and starts to follow the source if there is one. */
    public ChannelRegistry build() {
        return new ChannelRegistry(this).start(this);
    }

    private static Duration positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: > 0)");
        }
        return value;
    }

    /** When peers are asked for signs of life. */
    public enum KeepAlive {
        /** While calls are in flight. */
        DURING_CALLS,
        /** Always. */
        ALWAYS
    }
}
