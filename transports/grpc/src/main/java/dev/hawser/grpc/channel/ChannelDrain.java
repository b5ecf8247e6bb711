// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.util.Objects.requireNonNull;

import dev.hawser.time.Time;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends channels gently: no new calls at once, those in flight have their time, and then end by force.
 *
 * <p>For channels that somebody may still have a call on, though nobody should begin another. Safe for use by any thread;
 * never waits.
 */
public final class ChannelDrain implements AutoCloseable {

    private final Duration patience;
    private final Time time;
    private final Map<ManagedChannel, Time.Scheduled> draining = new ConcurrentHashMap<>();

    /** @param patience how long calls in flight may take to end */
    public ChannelDrain(Duration patience, Time time) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("drainTimeout: " + patience + " (expected: >= 0)");
        }
        this.patience = patience;
        this.time = requireNonNull(time, "time");
    }

    /** Ends a channel. */
    public void end(ManagedChannel channel) {
        channel.shutdown();
        if (!channel.isTerminated()) {
            draining.computeIfAbsent(channel, c -> time.schedule(patience.toNanos(), () -> force(c)));
        }
    }

    private void force(ManagedChannel channel) {
        draining.remove(channel);
        channel.shutdownNow();
    }

    /** Channels whose time is not over yet; some may have ended meanwhile. */
    public int draining() {
        return draining.size();
    }

    /** The time is over for all of them. */
    @Override
    public void close() {
        draining.forEach((channel, alarm) -> {
            alarm.cancel();
            force(channel);
        });
    }
}
