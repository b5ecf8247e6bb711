// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.discovery.dns.SrvRecord;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import dev.hawser.testkit.RecordingWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Fault F27 without a network: what a discovery makes of what a resolver says. */
class DnsDiscoveryTest {
    private static final String SERVICE = "_kv._tcp.test";

    private final FakeDns dns = new FakeDns();
    private final DnsOptions options = DnsOptions.defaults()
            .withResolver(dns)
            .withRefresh(RefreshOptions.every(Duration.ofSeconds(30)).withRandom(new Random(1)));

    private Watched watchHost() {
        return new Watched(Discoveries.dns("kv.test", 7001, options));
    }

    private Watched watchService() {
        return new Watched(Discoveries.srv(SERVICE, options));
    }

    @Test
    void eachAddressIsAnEndpointThatKnowsItsName() {
        dns.host("kv.test", "10.0.0.2", "10.0.0.1", "fd00::1");

        try (Watched watched = watchHost()) {
            assertThat(watched.addresses())
                    .containsExactly("10.0.0.1:7001", "10.0.0.2:7001", "[fd00:0:0:0:0:0:0:1]:7001");
            assertThat(watched.latest().get(0).attributes()).isEqualTo(Map.of("dns.name", "kv.test"));
        }
    }

    /** Servers rotate their answers; see also the contract: an unchanged source is told in one order. */
    @Test
    void rotationByTheServerIsNoChange() {
        dns.host("kv.test", "10.0.0.1", "10.0.0.2");
        try (Watched watched = watchHost()) {
            dns.host("kv.test", "10.0.0.2", "10.0.0.1");
            watched.passSeconds(40);

            assertThat(watched.heard.answers()).hasSizeGreaterThan(1);
            assertThat(watched.heard.answers().stream().distinct()).hasSize(1);
        }
    }

    @Test
    void aChangedSetIsSeenAtTheNextRefresh() {
        dns.host("kv.test", "10.0.0.1");
        try (Watched watched = watchHost()) {
            dns.host("kv.test", "10.0.0.2");
            watched.passSeconds(29);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001");

            watched.passSeconds(8);
            assertThat(watched.addresses()).containsExactly("10.0.0.2:7001");
        }
    }

    @Test
    void aNameIsAskedForAgainWhenItsRecordsHaveEnded() {
        dns.host("kv.test", "10.0.0.1");
        dns.timesToLive.put("kv.test", Duration.ofSeconds(5));
        try (Watched watched = watchHost()) {
            dns.host("kv.test", "10.0.0.1", "10.0.0.2");
            watched.pass(Duration.ofMillis(4_900));
            assertThat(dns.questions).isEqualTo(1);

            watched.pass(Duration.ofMillis(1_200));
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
            assertThat(watched.heard.failures()).isEmpty();
        }
    }

    /** With jitter 10 s hold nine or ten questions. */
    @Test
    void aTimeToLiveOfZeroIsASecond() {
        dns.host("kv.test", "10.0.0.1");
        dns.timesToLive.put("kv.test", Duration.ZERO);
        try (Watched watched = watchHost()) {
            watched.passSeconds(10);

            assertThat(dns.questions).isBetween(8, 11);
        }
    }

    @Test
    void aTimeToLiveOfAnHourIsThePeriod() {
        dns.host("kv.test", "10.0.0.1");
        dns.timesToLive.put("kv.test", Duration.ofHours(1));
        try (Watched watched = watchHost()) {
            watched.passSeconds(29);
            assertThat(dns.questions).isEqualTo(1);

            watched.passSeconds(8);
            assertThat(dns.questions).isEqualTo(2);
        }
    }

    @Test
    void afterAFailureTheTimeToLiveOfTheOldAnswerIsOfNoConcern() {
        dns.host("kv.test", "10.0.0.1");
        dns.timesToLive.put("kv.test", Duration.ofSeconds(20));
        try (Watched watched = watchHost()) {
            dns.down = true;
            watched.passSeconds(25);
            assertThat(watched.heard.failures()).isNotEmpty();

            dns.down = false;
            watched.pass(Duration.ofMillis(4_900));
            assertThat(watched.heard.answers()).hasSizeGreaterThan(1);
        }
    }

    /** After a failure the next question comes in 1 s, 2 s, 4 s: nobody waits half a minute for a server's restart. */
    @Test
    void afterAFailureTheNameIsAskedForSoonAndThenLessOften() {
        dns.down = true;
        try (Watched watched = watchHost()) {
            watched.passSeconds(4);
            assertThat(dns.questions).isEqualTo(3);

            watched.passSeconds(300);
            assertThat(dns.questions).isBetween(12, 16);
            assertThat(watched.heard.answers()).isEmpty();
            assertThat(watched.lastFailure()).isEqualTo("kv.test: no answer");

            dns.down = false;
            dns.host("kv.test", "10.0.0.1");
            watched.passSeconds(37);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001");
        }
    }

    @Test
    void anEmptyAnswerIsToldAndDoubted() {
        dns.host("kv.test", "10.0.0.1");
        try (Watched watched = watchHost()) {
            dns.host("kv.test");
            watched.passSeconds(36);
            assertThat(watched.latest()).isEmpty();

            dns.host("kv.test", "10.0.0.1");
            watched.passSeconds(8);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001");
        }
    }

    @Test
    void aLiteralAddressIsTakenAsItIsAndNobodyIsAsked() {
        try (Watched watched = new Watched(Discoveries.dns("fd00::7", 7001, options))) {
            assertThat(watched.latest()).isEqualTo(List.of(Endpoint.of("[fd00::7]:7001")));
            assertThat(dns.questions).isZero();
        }
    }

    @Test
    void lookUpsRunOnTheExecutorAndNeverOnTheTimer() {
        FakeTime time = new FakeTime();
        QueuedExecutor executor = new QueuedExecutor();
        Discovery.Context context = new Discovery.Context(time, executor);
        Discovery.Subscription watch = Discoveries.dns("kv.test", 7001, options).watch(new RecordingWatcher(), context);
        assertThat(dns.questions).isZero();
        executor.runAll();
        int asked = dns.questions;

        time.advance(Duration.ofMinutes(5));

        assertThat(dns.questions).isEqualTo(asked);
        assertThat(executor.size())
                .as("one look-up, although ten periods have passed")
                .isEqualTo(1);
        watch.close();
    }

    @Test
    void anAnswerThatComesAfterCloseIsDroppedAndStartsNoTimer() {
        dns.host("kv.test", "10.0.0.1");
        FakeTime time = new FakeTime();
        QueuedExecutor executor = new QueuedExecutor();
        RecordingWatcher heard = new RecordingWatcher();
        Discovery.Subscription watch =
                Discoveries.dns("kv.test", 7001, options).watch(heard, new Discovery.Context(time, executor));

        watch.close();
        executor.runAll();

        assertThat(heard.heard()).isZero();
        assertThat(time.pending()).isZero();
    }

    /** An executor that is full for a moment must not end the watch. */
    @Test
    void aRefusedLookUpIsAFailureAndIsTriedAgain() {
        dns.host("kv.test", "10.0.0.1");
        FakeTime time = new FakeTime();
        RecordingWatcher heard = new RecordingWatcher();
        int[] refusals = {2};
        Discovery.Context context = new Discovery.Context(time, task -> {
            if (refusals[0]-- > 0) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        });

        Discovery.Subscription watch = Discoveries.dns("kv.test", 7001, options).watch(heard, context);
        time.advance(Duration.ofSeconds(4));

        assertThat(heard.failures()).hasSize(2);
        assertThat(heard.addresses()).containsExactly("10.0.0.1:7001");
        watch.close();
    }

    @Test
    void namesThatCannotBeAskedForAreRefusedAtOnce() {
        assertThatThrownBy(() -> Discoveries.dns("k_v.test\u00e9", 1, options))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Discoveries.srv("a/b", options)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServiceHasPriorityWeightPortAndTheAddressesOfItsTargets() {
        dns.service(SERVICE, new SrvRecord(1, 10, 7002, "b.test"), new SrvRecord(0, 60, 7001, "a.test"));
        dns.host("a.test", "10.0.0.1", "10.0.0.2");
        dns.host("b.test", "10.0.0.3");

        try (Watched watched = watchService()) {
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001", "10.0.0.3:7002");
            assertThat(watched.latest()).extracting(Endpoint::weight).containsExactly(60, 60, 10);
            assertThat(watched.latest()).extracting(Endpoint::priority).containsExactly(0, 0, 1);
            assertThat(watched.latest().get(2).attributes()).containsEntry("dns.name", "b.test");
        }
    }

    @Test
    void theLowestTimeToLiveOfRecordsAndAddressesCounts() {
        dns.service(SERVICE, new SrvRecord(0, 1, 7001, "a.test"), new SrvRecord(0, 1, 7001, "b.test"));
        dns.host("a.test", "10.0.0.1");
        dns.host("b.test", "10.0.0.2");
        dns.timesToLive.putAll(Map.of(
                SERVICE, Duration.ofSeconds(20), "a.test", Duration.ofSeconds(25), "b.test", Duration.ofSeconds(3)));
        try (Watched watched = watchService()) {
            dns.host("b.test", "10.0.0.3");
            watched.pass(Duration.ofMillis(2_900));
            assertThat(dns.questions).isEqualTo(3);

            watched.pass(Duration.ofMillis(800));
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.3:7001");
        }
    }

    /** A thousand targets times a time-out would be an hour without an answer. */
    @Test
    void onceTheServersAreSilentNoOtherTargetIsAskedFor() {
        dns.service(
                SERVICE,
                new SrvRecord(0, 1, 7001, "a.test"),
                new SrvRecord(0, 1, 7001, "b.test"),
                new SrvRecord(0, 1, 7001, "c.test"),
                new SrvRecord(0, 1, 7001, "10.0.0.9"));
        Stream.of("a.test", "b.test", "c.test").forEach(host -> dns.host(host, "10.0.0.1"));
        dns.silent.add("b.test");

        try (Watched watched = watchService()) {
            assertThat(dns.questions).as("the service, a and b").isEqualTo(3);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.9:7001");
        }
    }

    /** RFC 2782 means "hardly ever" by it; for us 0 would be "never". */
    @Test
    void weightZeroIsTheSmallestShare() {
        dns.service(SERVICE, new SrvRecord(0, 0, 7001, "a.test"), new SrvRecord(0, 5, 7002, "a.test"));
        dns.host("a.test", "10.0.0.1");

        try (Watched watched = watchService()) {
            assertThat(watched.latest()).extracting(Endpoint::weight).containsExactly(1, 5);
        }
    }

    @Test
    void noSuchServiceIsAnEmptyAnswer() {
        dns.service(SERVICE, new SrvRecord(0, 0, 0, ""));

        try (Watched watched = watchService()) {
            assertThat(watched.heard.answers()).containsExactly(List.of());
            assertThat(watched.heard.failures()).isEmpty();
        }
    }

    @Test
    void aTargetThatCannotBeFoundAtFirstIsLeftOutUntilItIs() {
        dns.service(SERVICE, new SrvRecord(0, 1, 7001, "a.test"), new SrvRecord(0, 1, 7001, "b.test"));
        dns.host("a.test", "10.0.0.1");
        try (Watched watched = watchService()) {
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001");
            assertThat(watched.heard.failures()).isEmpty();

            dns.host("b.test", "10.0.0.2");
            watched.passSeconds(37);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
        }
    }

    /** Invariant I7 inside one answer: the records still name it, so its removal was not said by anybody. */
    @Test
    void aTargetThatCannotBeFoundAnyMoreKeepsItsAddressesAsLongAsARecordNamesIt() {
        dns.service(SERVICE, new SrvRecord(0, 1, 7001, "a.test"), new SrvRecord(0, 1, 7001, "b.test"));
        dns.host("a.test", "10.0.0.1");
        dns.host("b.test", "10.0.0.2");
        try (Watched watched = watchService()) {
            dns.hosts.remove("b.test");
            watched.passSeconds(80);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");

            dns.service(SERVICE, new SrvRecord(0, 1, 7001, "a.test"));
            watched.passSeconds(37);
            assertThat(watched.addresses()).containsExactly("10.0.0.1:7001");
        }
    }

    @Test
    void noTargetFoundAtAllIsAFailure() {
        dns.service(SERVICE, new SrvRecord(0, 1, 7001, "a.test"));

        try (Watched watched = watchService()) {
            assertThat(watched.heard.answers()).isEmpty();
            assertThat(watched.lastFailure()).isEqualTo(SERVICE + ": no target has an address, [a.test]");
        }
    }

    @Test
    void aThousandRecordsAreFine() {
        dns.service(
                SERVICE,
                IntStream.range(0, 1000)
                        .mapToObj(i -> new SrvRecord(0, 1, 7001, "h" + i + ".test"))
                        .toArray(SrvRecord[]::new));
        IntStream.range(0, 1000).forEach(i -> dns.host("h" + i + ".test", "10.0." + i / 250 + "." + i % 250));

        try (Watched watched = watchService()) {
            assertThat(watched.latest()).hasSize(1000);
        }
    }
}
