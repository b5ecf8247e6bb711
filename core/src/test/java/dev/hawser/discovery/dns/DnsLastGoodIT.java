// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.discovery.follow.LastGoodWatch;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invariant I7 in the face of every way in which a DNS server can go wrong: the last good set stays. */
@Timeout(60)
class DnsLastGoodIT {

    /** Runs what waits when it is told to, whenever it was due. */
    private static final class NextPlease implements Time {
        private Runnable waiting = () -> {};

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
            waiting = task;
            return () -> waiting = () -> {};
        }
    }

    private static final class Followed implements LastGoodWatch.Follower {
        List<Address> addresses = List.of();
        final List<String> problems = new ArrayList<>();

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            addresses = endpoints.stream().map(Endpoint::address).toList();
        }

        @Override
        public void onProblem(LastGood.Problem problem) {
            problems.add(problem.toString());
        }
    }

    private static byte[] cut(byte[] message) {
        return Arrays.copyOf(message, message.length - 3);
    }

    private static List<ScriptedDns.Script> faults() {
        return List.of(
                asked -> List.of(), // silent
                asked -> List.of(asked.code(1)),
                asked -> List.of(asked.code(2)),
                asked -> List.of(asked.code(3)),
                asked -> List.of(asked.code(4)),
                asked -> List.of(asked.code(5)),
                asked -> List.of(asked.code(0)), // empty
                asked -> List.of(cut(asked.addresses(60, "10.6.6.6"))),
                asked -> List.of(asked.truncated()),
                asked -> asked.byTcp() ? List.of() : List.of(asked.truncated()),
                asked -> List.of(asked.reply(1).octets(0xC0, 0xFF).bytes()),
                asked -> List.of(asked.reply(1)
                        .record(Asked.QUESTION, DnsType.CNAME, 9, new byte[] {(byte) 0xC0, Asked.QUESTION})
                        .bytes()),
                asked -> List.of(
                        Asked.of(new DnsQuestion("bank.test", DnsType.A)).addresses(60, "10.6.6.6")),
                asked -> List.of(new byte[] {0, 1, 2}));
    }

    private static void setsSurvive(boolean services) throws IOException {
        byte[] data = new WireBytes().shorts(0, 1, 7000).host("kv.test").bytes();
        ScriptedDns.Script good = asked -> List.of(
                asked.type() == DnsType.SRV
                        ? asked.reply(1)
                                .record(Asked.QUESTION, DnsType.SRV, 60, data)
                                .bytes()
                        : asked.addresses(60, "10.0.0.1", "10.0.0.2"));
        NextPlease time = new NextPlease();
        Followed followed = new Followed();
        try (ScriptedDns server = new ScriptedDns(good)) {
            DnsOptions options = DnsOptions.defaults()
                    .withFamily(AddressFamily.IPV4)
                    .withResolver(DnsResolver.server(server.address(), Duration.ofMillis(200)));
            try (LastGoodWatch watch = new LastGoodWatch(
                    services ? Discoveries.srv("_kv._tcp.test", options) : Discoveries.dns("kv.test", 7000, options),
                    EmptyAnswer.IGNORE,
                    time,
                    followed)) {
                watch.start(Runnable::run);
                for (ScriptedDns.Script fault : faults()) {
                    int problems = followed.problems.size();
                    server.script = fault;
                    time.waiting.run();

                    assertThat(followed.problems).hasSizeGreaterThan(problems);
                    assertThat(followed.addresses)
                            .containsExactly(new Address("10.0.0.1", 7000), new Address("10.0.0.2", 7000));
                }
                server.script = good;
                int problems = followed.problems.size();
                time.waiting.run();
                assertThat(followed.problems).as("problems once all is well").hasSize(problems);
            }
        }
    }

    @Test
    void addressesSurviveEveryFault() throws IOException {
        setsSurvive(false);
    }

    @Test
    void servicesSurviveEveryFault() throws IOException {
        setsSurvive(true);
    }
}
