// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.cache.Loader;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.channel.GrpcTransport;
import dev.hawser.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Makes channels that connect when they are first used, and ends them when their calls have ended or their time is over. */
final class BerthLoader implements Loader<Address, Berth> {

    private final GrpcTransport transport;
    private final Duration drainTimeout;
    private final Warmth warmth;
    private final Time time;
    private final Map<Berth, Time.Scheduled> draining = new ConcurrentHashMap<>();

    BerthLoader(GrpcTransport transport, Duration drainTimeout, Warmth warmth, Time time) {
        this.transport = transport;
        this.drainTimeout = drainTimeout;
        this.warmth = warmth;
        this.time = time;
    }

    @Override
    public CompletableFuture<Berth> load(Address address) {
        try {
            Berth berth = new Berth(address, transport.lazy(Endpoint.of(address)), time.nanoTime());
            if (warmth != Warmth.LAZY) {
                berth.channel.getState(true);
            }
            return CompletableFuture.completedFuture(berth);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public boolean isAlive(Berth berth) {
        return !berth.channel.isShutdown();
    }

    @Override
    public void close(Berth berth) {
        draining.keySet().removeIf(old -> old.channel.isTerminated());
        draining.put(berth, time.schedule(drainTimeout.toNanos(), () -> force(berth)));
        berth.drain();
    }

    private void force(Berth berth) {
        Time.Scheduled alarm = draining.remove(berth);
        if (alarm != null) {
            alarm.cancel();
        }
        berth.channel.shutdownNow();
    }

    /** Waits for all that drain, as long as that may take, and ends the rest. */
    void awaitDrained() {
        long end = time.nanoTime() + drainTimeout.toNanos();
        try {
            for (Berth berth : List.copyOf(draining.keySet())) {
                boolean ended =
                        berth.channel.awaitTermination(Math.max(0, end - time.nanoTime()), TimeUnit.NANOSECONDS);
                if (ended) {
                    force(berth);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List.copyOf(draining.keySet()).forEach(this::force);
    }
}
