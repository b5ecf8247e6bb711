// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsAnswer;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fault F27 with a real server: time to live, changes, and what must not empty a pool. Our time is virtual. */
@Timeout(60)
class DnsmasqTimeToLiveIT {
    @TempDir
    Path folder;

    private static Watched kv(Dnsmasq server) {
        return new Watched(
                Discoveries.dns("kv.test", 7000, DnsOptions.defaults().withResolver(server.resolver())));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3600"})
    void theTimeToLiveOfTheRecordsIsTold(long seconds) throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                folder,
                Dnsmasq.TIME_TO_LIVE + seconds,
                "--host-record=kv.test,127.0.0.1",
                "--srv-host=_kv._tcp.test,kv.test,7000")) {
            assertThat(server.resolver().addresses("kv.test", AddressFamily.ANY).timeToLive())
                    .contains(Duration.ofSeconds(seconds));
            assertThat(server.resolver().services("_kv._tcp.test").timeToLive()).contains(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void anAliasIsFollowedAndTheLowestTimeToLiveCounts() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                folder,
                Dnsmasq.TIME_TO_LIVE + 60,
                "--host-record=kv.test,127.0.0.1",
                "--cname=www.test,kv.test,7",
                "--cname=w3.test,www.test,20")) {
            DnsAnswer<InetAddress> answer = server.resolver().addresses("w3.test", AddressFamily.ANY);

            assertThat(answer.records()).containsExactly(InetAddress.getByName("127.0.0.1"));
            assertThat(answer.timeToLive()).contains(Duration.ofSeconds(7));
        }
    }

    /** One second, also where the zone says zero: jitter makes it 1.2 s at most. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aChangeIsSeenWithinTwoSecondsIfTheTimeToLiveIsOneOrLess(long seconds) throws IOException {
        String ttl = Dnsmasq.TIME_TO_LIVE + seconds;
        try (Dnsmasq server = Dnsmasq.start(folder, ttl, "--host-record=kv.test,127.0.0.1");
                Watched watched = kv(server)) {
            watched.pass(Duration.ofMillis(900));
            assertThat(watched.heard.heard()).as("never sooner than a second").isEqualTo(1);

            server.restart(ttl, "--host-record=kv.test,127.0.0.2");
            watched.pass(Duration.ofMillis(400));

            assertThat(watched.addresses()).containsExactly("127.0.0.2:7000");
        }
    }

    @Test
    void aNameIsNotAskedForBeforeItsRecordsHaveEnded() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, Dnsmasq.TIME_TO_LIVE + 10, "--host-record=kv.test,127.0.0.1");
                Watched watched = kv(server)) {
            watched.pass(Duration.ofMillis(9_900));
            assertThat(watched.heard.heard()).isEqualTo(1);

            watched.pass(Duration.ofMillis(2_200));
            assertThat(watched.heard.heard()).isEqualTo(2);
        }
    }

    @Test
    void anHourIsCutToTheRefreshPeriod() throws IOException {
        String hour = Dnsmasq.TIME_TO_LIVE + 3600;
        try (Dnsmasq server = Dnsmasq.start(folder, hour, "--host-record=kv.test,127.0.0.1");
                Watched watched = kv(server)) {
            server.restart(hour, "--host-record=kv.test,127.0.0.2");
            watched.pass(Duration.ofMillis(29_900));
            assertThat(watched.addresses()).containsExactly("127.0.0.1:7000");

            watched.pass(Duration.ofMillis(6_200));
            assertThat(watched.addresses()).containsExactly("127.0.0.2:7000");
        }
    }

    /** What gRPC's own resolver does not do: it looks again only when a connection has failed. */
    @Test
    void moreServersAreNoticedWithoutAFailure() throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 kv.test\n");
        try (Dnsmasq server = Dnsmasq.start(folder, Dnsmasq.TIME_TO_LIVE + 2, "--addn-hosts=" + hosts);
                Watched watched = kv(server)) {
            Files.writeString(hosts, "127.0.0.1 kv.test\n127.0.0.2 kv.test\n");
            server.reload();
            Awaitility.await()
                    .until(() -> server.resolver()
                                    .addresses("kv.test", AddressFamily.IPV4)
                                    .records()
                                    .size()
                            == 2);
            watched.pass(Duration.ofMillis(2_500));

            assertThat(watched.addresses()).containsExactly("127.0.0.1:7000", "127.0.0.2:7000");
            assertThat(watched.heard.failures()).isEmpty();
        }
    }

    /** In real time, from the zone's change to the watcher; 1.2 s at most without load. */
    @Test
    void aServerAddedToAZoneOfOneSecondIsHeardOfSoon() throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 kv.test\n");
        ExecutorService executor = Threads.blocking("dns-test");
        RecordingWatcher heard = new RecordingWatcher();
        try (Dnsmasq server = Dnsmasq.start(folder, Dnsmasq.TIME_TO_LIVE + 1, "--addn-hosts=" + hosts);
                SystemTime clock = new SystemTime("dns-test");
                Discovery.Subscription watch = Targets.parse("dns://" + server.address() + "/kv.test:7000")
                        .watch(heard, new Discovery.Context(clock, executor))) {
            assertThat(watch).isNotNull();
            Awaitility.await().until(() -> heard.heard() > 0);
            Files.writeString(hosts, "127.0.0.1 kv.test\n127.0.0.2 kv.test\n");
            server.reload();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> heard.addresses().size() == 2);
            assertThat(heard.failures()).isEmpty();
        } finally {
            executor.shutdownNow();
        }
    }

    /** NXDOMAIN, REFUSED, no addresses, and nobody there. */
    @Test
    void noAnswerOfARealServerEmptiesAPool() throws IOException {
        FakeTime time = new FakeTime();
        QueuedExecutor executor = new QueuedExecutor();
        Kept kept = new Kept();
        try (Dnsmasq server = Dnsmasq.start(folder, "--host-record=kv.test,127.0.0.1");
                LastGoodWatch watch = new LastGoodWatch(
                        Discoveries.dns("kv.test", 7000, DnsOptions.defaults().withResolver(server.resolver())),
                        EmptyAnswer.IGNORE,
                        time,
                        kept)) {
            watch.start(executor);
            executor.runAll();
            for (String[] records : new String[][] {{"--local=/test/"}, {}, {"--txt-record=kv.test,hello"}}) {
                server.restart(records);
                kept.problems.clear();
                time.advance(Duration.ofSeconds(37));
                executor.runAll();

                assertThat(kept.problems).isNotEmpty();
                assertThat(kept.addresses).containsExactly("127.0.0.1:7000");
            }
            server.kill();
            kept.problems.clear();
            time.advance(Duration.ofSeconds(37));
            executor.runAll();
            assertThat(kept.problems).isNotEmpty();
            assertThat(kept.addresses).containsExactly("127.0.0.1:7000");
        }
    }

    private static final class Kept implements LastGoodWatch.Follower {
        List<String> addresses = List.of();
        final List<String> problems = new ArrayList<>();

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            addresses =
                    endpoints.stream().map(each -> each.address().toString()).toList();
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            problems.add(problem.toString());
        }
    }
}
