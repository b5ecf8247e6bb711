// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.time.Time;
import io.grpc.ConnectivityState;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes round the channels of a registry, every now and then, and sees to those that need it. */
final class HealthRound {

    private static final Logger log = LoggerFactory.getLogger(HealthRound.class);

    private final ChannelRegistry registry;
    private final Warmth warmth;
    private final Optional<Duration> maxAge;
    private final Time time;
    private volatile boolean stopped;
    private volatile Time.Scheduled next = () -> {};

    HealthRound(ChannelRegistry registry, Warmth warmth, Optional<Duration> maxAge, Time time) {
        this.registry = registry;
        this.warmth = warmth;
        this.maxAge = maxAge;
        this.time = time;
    }

    void every(Duration period) {
        next = time.schedule(period.toNanos(), () -> {
            if (!stopped) {
                registry.healthCheck();
                every(period);
            }
        });
    }

    void stop() {
        stopped = true;
        next.cancel();
    }

    void run() {
        Set<Berth> berths = new LinkedHashSet<>();
        registry.all().forEach(channel -> berths.add(channel.berth()));
        berths.forEach(this::seeTo);
    }

    private void seeTo(Berth berth) {
        boolean old = maxAge.isPresent()
                && time.nanoTime() - berth.madeAt >= maxAge.get().toNanos();
        ConnectivityState state = berth.channel.getState(false);
        if (old || state == ConnectivityState.SHUTDOWN) {
            renew(berth);
        } else if (state == ConnectivityState.TRANSIENT_FAILURE) {
            berth.channel.resetConnectBackoff();
        } else if (state == ConnectivityState.IDLE && warmth == Warmth.KEPT_WARM) {
            berth.channel.getState(true);
        }
    }

    private void renew(Berth berth) {
        try {
            registry.renew(berth.address);
        } catch (RuntimeException e) {
            log.warn("no new channel to {}; the old one stays", berth.address, e);
        }
    }
}
