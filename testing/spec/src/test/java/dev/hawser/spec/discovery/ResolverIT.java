// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resolvers against servers that misbehave, which no real server can be talked into. Needs nothing but loopback. */
@Timeout(60)
class ResolverIT {
    private static final int MAX_PACKET = 512;

    private static DatagramSocket loopback() throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static DnsResolver asking(DatagramSocket server, Duration timeout) {
        return DnsResolver.server(new Address("127.0.0.1", server.getLocalPort()), timeout);
    }

    @Test
    void aSilentServerIsAFailureWithinTheTimeout() throws IOException {
        try (DatagramSocket silent = loopback()) {
            DnsResolver resolver = asking(silent, Duration.ofMillis(300));

            assertThatThrownBy(() -> resolver.addresses("kv.test", AddressFamily.ANY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("A kv.test at dns://127.0.0.1:");
            assertThatThrownBy(() -> resolver.services("_kv._tcp.test")).isInstanceOf(IOException.class);
        }
    }

    /** The server repeats the question with the answer's flag, one record announced, and random bytes as the record. */
    @Test
    void garbageFromAServerIsAFailureOrAnAnswerAndNothingElse() throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (DatagramSocket hostile = loopback()) {
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answerGarbage(hostile), thread);
            DnsResolver resolver = asking(hostile, Duration.ofMillis(30));
            for (int i = 0; i < 300; i++) {
                try {
                    assertThat(resolver.services("_kv._tcp.test")).isNotNull();
                    assertThat(resolver.addresses("kv.test", AddressFamily.ANY)).isNotNull();
                } catch (IOException expected) {
                    assertThat(expected).hasMessageContaining("test");
                }
            }
            assertThat(serving).isNotCompletedExceptionally();
        } finally {
            thread.shutdown();
        }
    }

    /** Ends when the socket is closed. */
    private static void answerGarbage(DatagramSocket socket) {
        SplittableRandom random = new SplittableRandom(53);
        byte[] buffer = new byte[MAX_PACKET];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] garbage = new byte[1 + random.nextInt(60)];
                random.nextBytes(garbage);
                byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength() + garbage.length);
                System.arraycopy(garbage, 0, answer, packet.getLength(), garbage.length);
                answer[2] |= (byte) 0x80;
                answer[7] = (byte) (1 + random.nextInt(3));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void theSystemKnowsLocalhost() throws IOException {
        assertThat(DnsResolver.system()
                        .addresses("localhost", AddressFamily.IPV4)
                        .records())
                .contains(InetAddress.getByName("127.0.0.1"));
    }

    /** Names below .invalid exist nowhere (RFC 2606), whatever resolver the machine has or hasn't. */
    @Test
    void whatTheSystemDoesNotKnowIsAFailure() {
        assertThatThrownBy(() -> DnsResolver.system().addresses("kv.invalid", AddressFamily.ANY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kv.invalid");
    }
}
