// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.balance.Balancers;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.health.OutlierOptions;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steady load on real servers while their connections come and go. */
@Tag("long")
class UnderLoadTest {

    private static void write(Channel channel) {
        Echo.stub(channel).withDeadlineAfter(20, TimeUnit.SECONDS).unary(Echo.request("w"));
    }

    /** Not declared idempotent: what is lost in the change of connections must not be guessed at but not happen. */
    @Test
    void aServerThatIsShutDownAndReplacedUnderLoadLosesNoCall() throws Exception {
        EchoServer one = EchoServer.start("one");
        EchoServer two = EchoServer.start("two");
        PooledChannelBuilder both = Echo.over(one, two);
        try (PooledChannel channel = both.build();
                BusyCallers load = new BusyCallers(4, () -> write(channel))) {
            load.until(500);

            for (int i = 0; i < 3; i++) {
                var address = one.address();
                one.shutdown(); // GOAWAY
                load.until(300);
                one.close();
                load.until(300);
                one = EchoServer.startAt(address, "one again");
                load.until(300);
            }

            assertThat(load.failures).isEmpty();
        } finally {
            one.close();
            two.close();
        }
    }

    /** GOAWAY every second for each connection, from the server. */
    @Test
    void connectionsThatTheServerAgesOutEverySecondLoseNoCall() throws Exception {
        EchoServer server = EchoServer.start(
                "one",
                builder -> builder.maxConnectionAge(1, TimeUnit.SECONDS).maxConnectionAgeGrace(10, TimeUnit.SECONDS));
        try (PooledChannel channel = Echo.over(server).build();
                BusyCallers load = new BusyCallers(4, () -> write(channel))) {

            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

            assertThat(load.failures).isEmpty();
            assertThat(load.done.get()).isGreaterThan(100);
        } finally {
            server.close();
        }
    }

    @Test
    void connectionsThatAreReplacedEverySecondLoseNoCall() throws Exception {
        EchoServer server = EchoServer.start("one");
        try (PooledChannel channel = Echo.over(server)
                        .sharing(SharingOptions.defaults().withMaxAge(Duration.ofSeconds(1)))
                        .build();
                BusyCallers load = new BusyCallers(4, () -> write(channel))) {

            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

            assertThat(load.failures).isEmpty();
            assertThat(load.done.get()).isGreaterThan(100);
        } finally {
            server.close();
        }
    }

    /** F35 with I8: retries are at most 20 % of the calls and 10 a second; and I2: a write runs once. */
    @Test
    void whenEveryServerFailsEverythingTheyHearLittleMoreThanTheCalls() throws Exception {
        EchoServer one = EchoServer.start("one");
        EchoServer two = EchoServer.start("two");
        one.verdict = call -> Optional.of(Status.UNAVAILABLE);
        two.verdict = one.verdict;
        AtomicInteger calls = new AtomicInteger();
        RetryPolicy eager = RetryPolicy.DEFAULT.withMaxAttempts(5);
        try (PooledChannel channel = Echo.over(one, two)
                .retry(eager)
                .balancer(Balancers.roundRobin())
                .outliers(OutlierOptions.off())
                .build()) {
            long begin = System.nanoTime();
            try (BusyCallers load = new BusyCallers(4, () -> {
                calls.incrementAndGet();
                Echo.idempotent(channel).withDeadlineAfter(5, TimeUnit.SECONDS).unary(Echo.request("r"));
            })) {
                await().atMost(Duration.ofSeconds(30)).until(() -> load.failures.size() > 2_000);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;

            int heard = one.calls.get() + two.calls.get();
            assertThat(heard).isGreaterThan(calls.get());
            assertThat((double) heard).isLessThanOrEqualTo(1.2 * calls.get() + 10 * (seconds + 1));
        } finally {
            one.close();
            two.close();
        }
    }

    @Test
    void whenEveryServerFailsEverythingAWriteIsHeardOnce() throws Exception {
        EchoServer server = EchoServer.start("one");
        server.verdict = call -> Optional.of(Status.UNAVAILABLE);
        try (PooledChannel channel =
                Echo.over(server).outliers(OutlierOptions.off()).build()) {
            AtomicInteger calls = new AtomicInteger();
            try (BusyCallers load = new BusyCallers(4, () -> {
                calls.incrementAndGet();
                write(channel);
            })) {
                await().atMost(Duration.ofSeconds(30)).until(() -> load.failures.size() > 1_000);
            }

            assertThat(server.calls.get()).isEqualTo(calls.get());
        } finally {
            server.close();
        }
    }
}
