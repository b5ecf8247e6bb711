// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One server that does what no real server can be talked into, on loopback. */
@Timeout(60)
class ServerDnsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final byte[] WRONG = {10, 6, 6, 6};

    private ScriptedDns server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedDns(asked -> List.of(asked.addresses(60, "10.0.0.1")));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private DnsAnswer<InetAddress> ask(Duration timeout) throws IOException {
        return DnsResolver.server(server.address(), timeout).addresses("kv.test", AddressFamily.IPV4);
    }

    private List<String> found() throws IOException {
        return ask(LONG).records().stream().map(InetAddress::getHostAddress).toList();
    }

    private static byte[] forged(Asked asked, int id) {
        byte[] reply =
                asked.reply(1).record(Asked.QUESTION, DnsType.A, 60, WRONG).bytes();
        reply[0] = (byte) (id >>> 8);
        reply[1] = (byte) id;
        return reply;
    }

    @Test
    void anAnswerHasAddressesAndATimeToLive() throws IOException {
        DnsAnswer<InetAddress> answer = ask(LONG);

        assertThat(answer.records()).containsExactly(InetAddress.getByName("10.0.0.1"));
        assertThat(answer.timeToLive()).contains(Duration.ofMinutes(1));
    }

    @Test
    void aServerOverIpv6IsAskedToo() throws IOException {
        try (ScriptedDns six =
                new ScriptedDns(InetAddress.getByName("::1"), 0, asked -> List.of(asked.addresses(5, "fd00::1")))) {
            Address address = new Address("::1", six.port());

            assertThat(DnsResolver.server(address)
                            .addresses("kv.test", AddressFamily.IPV6)
                            .records())
                    .containsExactly(InetAddress.getByName("fd00::1"));
        }
    }

    /** An off-path attacker can send as much as he likes, and must guess the number. */
    @Test
    void repliesWithAnotherNumberOrQuestionAreOverheard() throws IOException {
        server.script = asked -> List.of(
                forged(asked, asked.id() + 1),
                new byte[0],
                new byte[] {1, 2, 3},
                Asked.of(new DnsQuestion("bank.test", DnsType.A)).addresses(60, "10.6.6.6"),
                asked.addresses(60, "10.0.0.1"));

        assertThat(found()).containsExactly("10.0.0.1");
    }

    /** Right in every bit, but from another port than the one that was asked. */
    @Test
    void aReplyFromElsewhereIsOverheard() throws IOException {
        try (DatagramSocket relay = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket attacker = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                    relay.receive(packet);
                    Asked asked = new Asked(packet.getData(), false);
                    byte[] forged = forged(asked, asked.id());
                    attacker.send(new DatagramPacket(forged, forged.length, packet.getSocketAddress()));
                    byte[] good = asked.addresses(60, "10.0.0.1");
                    relay.send(new DatagramPacket(good, good.length, packet.getSocketAddress()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            DnsResolver resolver = DnsResolver.server(new Address("127.0.0.1", relay.getLocalPort()), LONG);

            assertThat(resolver.addresses("kv.test", AddressFamily.IPV4).records())
                    .containsExactly(InetAddress.getByName("10.0.0.1"));
            serving.join();
        }
    }

    @Test
    void numbersAreNotGuessable() throws IOException {
        for (int i = 0; i < 20; i++) {
            ask(LONG);
        }

        assertThat(server.asked.stream().map(Asked::id).distinct()).hasSizeGreaterThan(15);
    }

    @Test
    void aSilentServerIsAskedThreeTimesWithinTheTimeout() {
        server.script = asked -> List.of();

        assertThatThrownBy(() -> ask(SHORT))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("A kv.test at dns://" + server.address() + ": no answer");
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void aLostDatagramIsMadeUpFor() throws IOException {
        server.script = asked -> server.asked.size() < 2 ? List.of() : List.of(asked.addresses(60, "10.0.0.1"));

        assertThat(ask(Duration.ofSeconds(3)).records()).hasSize(1);
    }

    @Test
    void aServerThatFailsIsAFailureAndIsNotAskedAgain() {
        server.script = asked -> List.of(asked.code(2));

        assertThatThrownBy(() -> ask(LONG))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(DnsDeniedException.class)
                .hasMessageContaining("SERVFAIL (the server could not find out)");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void anUnreadableReplyIsAFailure() {
        server.script = asked -> List.of(asked.reply(9).octets(1, 2, 3).bytes());

        assertThatThrownBy(() -> ask(LONG))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("A kv.test at dns://" + server.address() + ": the message ends at");
    }

    @Test
    void nobodyThereIsAFailureAtOnce() throws IOException {
        server.close();

        assertThatThrownBy(() -> ask(LONG))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("A kv.test at dns://");
    }

    /** RFC 6891, section 7: old servers say FORMERR or NOTIMP to what they don't know. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aServerWithoutExtensionsIsAskedPlainly(int code) throws IOException {
        server.script = asked -> List.of(asked.isExtended() ? asked.code(code) : asked.addresses(60, "10.0.0.1"));

        assertThat(found()).containsExactly("10.0.0.1");
        assertThat(server.asked).extracting(Asked::isExtended).containsExactly(true, false);
    }

    @Test
    void aServerThatNeverUnderstandsIsAFailure() {
        server.script = asked -> List.of(asked.code(1));

        assertThatThrownBy(() -> ask(LONG)).hasMessageContaining("FORMERR");
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aTruncatedReplyIsAskedForAgainByTcp() throws IOException {
        String[] many = IntStream.range(0, 1000)
                .mapToObj(i -> "10.0." + i / 250 + "." + (i % 250 + 1))
                .toArray(String[]::new);
        server.script = asked -> List.of(asked.byTcp() ? asked.addresses(9, many) : asked.truncated());

        DnsAnswer<InetAddress> answer = ask(LONG);

        assertThat(answer.records()).hasSize(1000);
        assertThat(answer.timeToLive()).contains(Duration.ofSeconds(9));
        assertThat(server.asked.stream().map(Asked::id).distinct()).hasSize(2);
    }

    @Test
    void whatGoesWrongByTcpIsAFailureAndNeverHalfAnAnswer() {
        List<ScriptedDns.Script> scripts = List.of(
                asked -> List.of(asked.truncated()),
                asked -> asked.byTcp() ? List.of() : List.of(asked.truncated()),
                asked -> asked.byTcp() ? List.of(new byte[0]) : List.of(asked.truncated()),
                asked -> List.of(asked.byTcp() ? forged(asked, asked.id() + 1) : asked.truncated()));
        for (ScriptedDns.Script script : scripts) {
            server.script = script;

            assertThatThrownBy(() -> ask(LONG)).isInstanceOf(IOException.class).hasMessageStartingWith("A kv.test at");
        }
    }

    /** SERVFAIL, REFUSED and NXDOMAIN for the second family; only what is a verdict leaves the first as the answer. */
    @Test
    void halfAnAnswerIsOneOnlyIfTheOtherHalfWasDenied() throws IOException {
        DnsResolver resolver = DnsResolver.server(server.address(), LONG);
        for (int denial : new int[] {3, 4, 5}) {
            server.script =
                    asked -> List.of(asked.type() == DnsType.A ? asked.addresses(7, "10.0.0.1") : asked.code(denial));
            assertThat(resolver.addresses("kv.test", AddressFamily.ANY).records())
                    .hasSize(1);
        }
        server.script = asked -> List.of(asked.type() == DnsType.A ? asked.addresses(7, "10.0.0.1") : asked.code(2));

        assertThatThrownBy(() -> resolver.addresses("kv.test", AddressFamily.ANY))
                .hasMessageContaining("SERVFAIL");
    }

    @Test
    void theLowerTimeToLiveOfBothFamiliesCounts() throws IOException {
        server.script = asked -> List.of(asked.addresses(asked.type() == DnsType.A ? 30 : 8, "10.0.0.1", "fd00::1"));

        DnsAnswer<InetAddress> answer =
                DnsResolver.server(server.address(), LONG).addresses("kv.test", AddressFamily.ANY);

        assertThat(answer.records()).hasSize(2);
        assertThat(answer.timeToLive()).contains(Duration.ofSeconds(8));
    }

    @Test
    void anInterruptEndsTheWait() throws InterruptedException {
        server.script = asked -> List.of();
        List<Throwable> thrown = new ArrayList<>();
        Thread asking = new Thread(() -> {
            try {
                ask(Duration.ofMinutes(1));
            } catch (IOException e) {
                thrown.add(e);
            }
        });
        asking.start();
        asking.interrupt();
        asking.join(LONG.toMillis());

        assertThat(asking.isAlive()).isFalse();
        assertThat(thrown).hasSize(1);
    }

    @Test
    void timeoutsAndServersThatMakeNoSenseAreRefused() {
        Address address = new Address("127.0.0.1", 53);

        assertThatThrownBy(() -> DnsResolver.server(address, Duration.ofMillis(2)))
                .hasMessage("timeout: PT0.002S (expected: 3ms to 1m)");
        assertThatThrownBy(() -> DnsResolver.server(address, Duration.ofSeconds(61)))
                .hasMessage("timeout: PT1M1S (expected: 3ms to 1m)");
        assertThatThrownBy(() -> DnsResolver.server(new Address("n_s!", 53)))
                .hasMessageStartingWith("DNS server: 'n_s!'");
    }
}
