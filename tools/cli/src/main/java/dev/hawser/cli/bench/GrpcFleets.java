// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.grpc.Route;
import dev.hawser.cli.show.Showcase;
import dev.hawser.cli.tls.TlsWords;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.view.PoolView;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Makes the {@link GrpcFleet} that a plan asks for. */
final class GrpcFleets {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private GrpcFleets() {}

    static GrpcFleet open(BenchPlan plan, Discovery discovery, Showcase showcase) {
        Map<Address, LongAdder> opened = new ConcurrentSkipListMap<>();
        int each = plan.wiring().connections();
        // Every connection may be needed at once, and none is given back before the end.
        int share = (plan.concurrency() + each - 1) / each;
        PooledChannel channel = PooledChannel.over(discovery)
                .name("bench")
                .channel(options(plan))
                .balancer(plan.wiring().balancer())
                .sharing(SharingOptions.defaults()
                        .withConnections(0, each)
                        .withInFlight(share, Math.max(plan.concurrency(), SharingOptions.DEFAULT_MAX_IN_FLIGHT))
                        .withConnectTimeout(plan.timeout()))
                // What is measured are the servers, and an error that was made good is not seen.
                .retry(RetryPolicy.never())
                .listener(showcase.listener().and(event -> {
                    if (event instanceof PoolEvent.ConnectionOpened connection) {
                        opened.computeIfAbsent(connection.endpoint(), e -> new LongAdder())
                                .increment();
                    }
                }))
                .closeTimeout(CLOSE_TIMEOUT)
                .build();
        showcase.watch(channel);
        return new Pooled(channel, opened);
    }

    private static ChannelOptions options(BenchPlan plan) {
        TlsWords.Choice tls = plan.wiring().tls();
        ChannelOptions options = Route.noting(tls::grpc);
        return tls.authority().map(options::withAuthority).orElse(options);
    }

    private record Pooled(PooledChannel pool, Map<Address, LongAdder> opened) implements GrpcFleet {

        @Override
        public Channel channel() {
            return pool;
        }

        @Override
        public List<Standing> endpoints() {
            return pool.snapshot().endpoints().stream()
                    .map(e -> {
                        Address address = e.endpoint().address();
                        LongAdder count = opened.get(address);
                        return new Standing(
                                address, e.state(), e.why(), count == null ? 0 : count.sum(), e.connectFailures());
                    })
                    .toList();
        }

        @Override
        public PoolView.Source source() {
            return pool.view().source();
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
