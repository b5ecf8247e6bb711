// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Endpoint;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand instances in one service of a real Consul. */
@Tag("long")
@Timeout(120)
@ExtendWith(ConsulLogs.class)
class ManyInstancesIT {
    private static final String SERVICE = "many";
    private static final int COUNT = 10_000;
    private static final int FIRST_PORT = 10_000;

    /** The first ones run on cold code. */
    private static final int WARM_UP = 10;

    private static final int CHANGES = 7;
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

    /**
     * The whole answer comes again for each change, so this is what reading and comparing all of them takes. Judged only
     * where there is not much more to do than there are processors: else it would tell how long all the others took.
     */
    @ParameterizedTest
    @EnumSource
    void aChangeAmongTenThousandIsAppliedWithinATenthOfASecondOfConsulsAnswer(Kind kind) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        AtomicLong changedAt = new AtomicLong();
        AtomicLong workedUntil = new AtomicLong();
        PoolListener listener = event -> {
            if (event instanceof PoolEvent.EndpointsChanged) {
                workedUntil.set(system.getProcessCpuTime());
                changedAt.set(System.nanoTime());
            }
        };
        List<Long> clockMillis = new ArrayList<>();
        List<Long> workMillis = new ArrayList<>();
        try (AnswerClock clock = new AnswerClock(consul.port(), system::getProcessCpuTime);
                Pool pool = Pool.of(kind, "consul://" + clock.address() + "/" + SERVICE, listener)) {
            await().atMost(PATIENCE).until(() -> pool.size().getAsInt() == COUNT);
            for (int i = 0; i < WARM_UP + CHANGES; i++) {
                long before = changedAt.get();
                int weight = WEIGHTS.incrementAndGet();
                consul.registerInCatalog(
                        "far",
                        List.of(ConsulInstance.of(SERVICE, FIRST_PORT + i).withWeights(weight, 1)));
                await().atMost(PATIENCE).until(() -> changedAt.get() != before);
                assertThat(pool.weights().applyAsInt(FIRST_PORT + i)).isEqualTo(weight);
                if (i >= WARM_UP) {
                    clockMillis.add(millis(changedAt.get() - clock.begunAt()));
                    workMillis.add(millis(workedUntil.get() - clock.workedUntil()));
                }
            }
            System.out.printf(
                    "%s: answers of %d bytes applied within %s ms of their first byte, with %s ms of work%n",
                    kind, clock.bytes(), clockMillis, workMillis);
        }

        double load = system.getSystemLoadAverage();
        assumeTrue(
                load <= 2 * system.getAvailableProcessors(),
                () -> "skipped: a load of " + load + " on " + system.getAvailableProcessors()
                        + " processors is too much to measure anything; run this test alone");
        assertThat(median(clockMillis)).isLessThan(100);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /**
     * Either kind of pool, of which little matters here.
     *
     * @param size how many endpoints it has
     * @param weights of each, by its port
     */
    private record Pool(IntSupplier size, IntUnaryOperator weights, Runnable end) implements AutoCloseable {

        static Pool of(Kind kind, String target, PoolListener listener) {
            if (kind == Kind.TCP) {
                var pool = TcpPool.to(target).listener(listener).build();
                return of(() -> pool.snapshot().endpoints().stream().map(each -> each.endpoint()), pool::close);
            }
            PooledChannel channel = PooledChannel.over(Targets.parse(target))
                    .channel(ChannelOptions.plaintext())
                    .listener(listener)
                    .build();
            return of(() -> channel.snapshot().endpoints().stream().map(each -> each.endpoint()), channel::close);
        }

        private static Pool of(Supplier<Stream<Endpoint>> endpoints, Runnable end) {
            return new Pool(
                    () -> (int) endpoints.get().count(),
                    port -> endpoints
                            .get()
                            .filter(each -> each.address().port() == port)
                            .findFirst()
                            .orElseThrow()
                            .weight(),
                    end);
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
