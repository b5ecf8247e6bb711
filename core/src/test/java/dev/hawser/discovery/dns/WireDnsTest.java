// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host in both families, at a server that answers for one and not for the other. */
class WireDnsTest {
    private static final int REFUSED = 5;
    private static final byte[] IPV4 = {10, 0, 0, 1};
    private static final byte[] IPV6 = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Map<Integer, byte[]> known = new ConcurrentHashMap<>();
    private DatagramSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                server.receive(packet);
                byte[] reply = reply(packet.getData());
                server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** The question as it came, without EDNS, and one record if there is an address of that type. */
    private byte[] reply(byte[] asked) {
        int end = 12;
        while (asked[end] != 0) {
            end += asked[end] + 1;
        }
        byte[] address = known.get((int) asked[end + 2]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(asked, 0, 2);
        out.writeBytes(new byte[] {(byte) 0x81, (byte) (address == null ? REFUSED : 0)});
        out.writeBytes(new byte[] {0, 1, 0, (byte) (address == null ? 0 : 1), 0, 0, 0, 0});
        out.write(asked, 12, end + 5 - 12);
        if (address != null) {
            out.writeBytes(
                    new byte[] {(byte) 0xc0, 12, 0, asked[end + 2], 0, 1, 0, 0, 0, 60, 0, (byte) address.length});
            out.writeBytes(address);
        }
        return out.toByteArray();
    }

    private DnsAnswer<InetAddress> ask() throws IOException {
        Address address = new Address(server.getLocalAddress().getHostAddress(), server.getLocalPort());
        return DnsResolver.server(address).addresses("kv.test", AddressFamily.ANY);
    }

    @Test
    void aHostWhoseIpv6IsRefusedHasItsIpv4Addresses() throws IOException {
        known.put(DnsType.A.number, IPV4);

        assertThat(ask().records()).containsExactly(InetAddress.getByAddress(IPV4));
    }

    /** A server that is asked for too much refuses; that answer for one family took all endpoints of the other away. */
    @Test
    void ipv6AddressesAreNotTheWholeAnswerWhereIpv4IsRefused() {
        known.put(DnsType.AAAA.number, IPV6);

        assertThatThrownBy(this::ask).isExactlyInstanceOf(IOException.class).hasMessageContaining("IPv4 is denied");
    }

    @Test
    void aHostThatIsRefusedInBothFamiliesIsDenied() {
        assertThatThrownBy(this::ask).isInstanceOf(DnsDeniedException.class);
    }
}
