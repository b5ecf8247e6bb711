// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.traffic;

import dev.hawser.balance.Balancers;
import dev.hawser.call.Idempotence;
import dev.hawser.cli.grpc.GrpcCauses;
import dev.hawser.cli.grpc.Route;
import dev.hawser.cli.show.Showcase;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolListener;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.time.Time;
import hawser.demo.BerthGrpc;
import hawser.demo.LookRequest;
import hawser.demo.MoorRequest;
import io.grpc.Channel;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls of a generated stub over a {@link PooledChannel}: reads, which may be repeated, and writes, which may not, in turn.
 * What makes it a pool is one line; all else here is for counting.
 */
public final class GrpcDoor implements Door {

    static final String NAME = "grpc";

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** One would do; with two, a lost connection takes half of the calls in flight along instead of all. */
    private static final int MAX_CONNECTIONS = 2;

    private final AtomicLong turns = new AtomicLong();
    private final Ledger ledger = new Ledger();
    private final PooledChannel channel;
    private final BerthGrpc.BerthBlockingStub berth;
    private final Outage outage;
    private final Clock clock;
    private final Time time;

    /** @param outage knows who was killed */
    public GrpcDoor(Discovery discovery, PoolListener listener, Outage outage, Clock clock, Time time) {
        this.outage = outage;
        this.clock = clock;
        this.time = time;
        this.channel = PooledChannel.over(discovery)
                .name(NAME)
                .channel(Route.noting(InsecureChannelCredentials::create))
                .balancer(Balancers.leastLoaded())
                .sharing(SharingOptions.defaults().withConnections(0, MAX_CONNECTIONS))
                .reconnectBackoff(ExclusiveDoor.BACKOFF)
                .closeTimeout(CLOSE_TIMEOUT)
                .listener(listener)
                .build();
        this.berth = BerthGrpc.newBlockingStub(channel);
    }

    /**
     * Calls every server once over connections of its own, and forgets them. Whoever speaks gRPC for the first time loads
     * a thousand classes, on both sides, which is a start of programs and no story about pools.
     */
    public static void warmUp(Discovery discovery, Collection<Address> servers) throws IOException {
        try (PooledChannel channel = PooledChannel.over(discovery)
                .channel(Route.noting(InsecureChannelCredentials::create))
                .sharing(SharingOptions.defaults().withConnectTimeout(WARM_UP_TIMEOUT))
                .closeTimeout(CLOSE_TIMEOUT)
                .build()) {
            warm(channel);
            for (Address server : servers) {
                warm(channel.at(server));
            }
        } catch (StatusRuntimeException e) {
            throw new IOException("the gRPC servers do not answer: " + GrpcCauses.of(e), e);
        }
    }

    private static void warm(Channel channel) {
        var ignored = BerthGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(WARM_UP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
                .look(LookRequest.getDefaultInstance());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "calls of a generated stub, half of them idempotent, least loaded";
    }

    @Override
    public void request(Outcomes outcomes) {
        Route route = new Route(time);
        var stub = route.on(berth).withDeadlineAfter(CALL_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        boolean read = turns.getAndIncrement() % 2 == 0;
        Idempotence kind = read ? Idempotence.IDEMPOTENT : Idempotence.NOT_IDEMPOTENT;
        long began = time.nanoTime();
        try {
            if (read) {
                var ignored = stub.look(LookRequest.newBuilder().setShip("Vasa").build());
            } else {
                var ignored = stub.moor(MoorRequest.newBuilder().setShip("Vasa").build());
            }
            ledger.answered(kind, route.attempts());
            route.server().ifPresent(server -> outcomes.answered(server, time.nanoTime() - began));
        } catch (StatusRuntimeException e) {
            failed(kind, route, e, outcomes);
        }
    }

    private void failed(Idempotence kind, Route route, StatusRuntimeException e, Outcomes outcomes) {
        double now = clock.now();
        boolean excused = route.server().map(s -> outage.explains(s, now)).orElse(false);
        ledger.failed(kind, excused, now, GrpcCauses.of(e));
        if (route.server().isPresent()) {
            outcomes.failed(route.server().get(), e);
        } else {
            outcomes.refused(e);
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    @Override
    public List<Standing> servers() {
        return channel.snapshot().endpoints().stream().map(Standing::of).toList();
    }

    @Override
    public void showIn(Showcase showcase) {
        showcase.watch(channel);
    }

    @Override
    public void close() {
        channel.close();
    }
}
