// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.targets.Targets;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.servers.ConsulSetup;
import dev.hawser.spec.consul.Client.Kind;
import dev.hawser.tcp.TcpPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand instances in one service of a real Consul. */
@Timeout(120)
@ExtendWith(ConsulLogs.class)
class ManyInstancesIT {
    private static final String SERVICE = "many";
    private static final int COUNT = 10_000;
    private static final int FIRST_PORT = 10_000;

    /** The first ones run on cold code. */
    private static final int WARM_UP = 5;

    private static final int CHANGES = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Never the same twice, so that each is a change. */
    private static final AtomicInteger WEIGHTS = new AtomicInteger(1);

    private static ConsulAgent consul;

    @BeforeAll
    static void start() {
        // In memory, Consul indents its answers for people to read, which doubles them.
        consul = ConsulAgent.start(ConsulSetup.defaults().withKeptData());
        consul.registerInCatalog(
                "far",
                IntStream.range(0, COUNT)
                        .mapToObj(i -> ConsulInstance.of(SERVICE, FIRST_PORT + i))
                        .toList());
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    /** The whole answer comes again for each change, so this is what reading and comparing all of them takes. */
    @ParameterizedTest
    @EnumSource
    void aChangeAmongTenThousandIsAppliedWithinATenthOfASecondOfConsulsAnswer(Kind kind) throws Exception {
        AtomicLong changedAt = new AtomicLong();
        PoolListener listener = event -> {
            if (event instanceof PoolEvent.EndpointsChanged) {
                changedAt.set(System.nanoTime());
            }
        };
        List<Long> fromBegin = new ArrayList<>();
        List<Long> fromEnd = new ArrayList<>();
        try (AnswerClock clock = new AnswerClock(consul.port());
                Pool pool = Pool.of(kind, "consul://" + clock.address() + "/" + SERVICE, listener)) {
            await().atMost(PATIENCE).until(() -> pool.size().getAsInt() == COUNT);
            for (int i = 0; i < WARM_UP + CHANGES; i++) {
                long before = changedAt.get();
                consul.registerInCatalog(
                        "far",
                        List.of(ConsulInstance.of(SERVICE, FIRST_PORT + i).withWeights(WEIGHTS.incrementAndGet(), 1)));
                await().atMost(PATIENCE).until(() -> changedAt.get() != before);
                if (i >= WARM_UP) {
                    fromBegin.add(
                            Duration.ofNanos(changedAt.get() - clock.begunAt()).toMillis());
                    fromEnd.add(Duration.ofNanos(changedAt.get() - clock.lastByteAt())
                            .toMillis());
                }
            }
            System.out.printf(
                    "%s: answers of %d bytes applied, in milliseconds from their first byte %s and last byte %s%n",
                    kind, clock.bytes(), fromBegin, fromEnd);
        }
        fromBegin.sort(null);

        assertThat(fromBegin.get(CHANGES / 2)).isLessThan(100);
    }

    /** Either kind of pool, of which only the size matters here. */
    private record Pool(IntSupplier size, Runnable end) implements AutoCloseable {

        static Pool of(Kind kind, String target, PoolListener listener) {
            if (kind == Kind.TCP) {
                var pool = TcpPool.to(target).listener(listener).build();
                return new Pool(() -> pool.snapshot().endpoints().size(), pool::close);
            }
            PooledChannel channel = PooledChannel.over(Targets.parse(target))
                    .channel(ChannelOptions.plaintext())
                    .listener(listener)
                    .build();
            return new Pool(() -> channel.snapshot().endpoints().size(), channel::close);
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
