// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A DNS server that says what the test says, by UDP and by TCP at the same port. */
final class ScriptedDns implements AutoCloseable {

    /** The messages to send back, in this order; none to be silent. */
    @FunctionalInterface
    interface Script {
        List<byte[]> replies(Asked asked);
    }

    private static final int TRIES = 50;
    private static final int MAX_MESSAGE = 65_535;

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    volatile Script script;
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    ScriptedDns(Script script) throws IOException {
        this(InetAddress.getByName("127.0.0.1"), 0, script);
    }

    /** @param port 0 for a free one */
    ScriptedDns(InetAddress address, int port, Script script) throws IOException {
        this.script = script;
        DatagramSocket datagrams = null;
        ServerSocket streams = null;
        for (int i = 0; i < TRIES && datagrams == null; i++) {
            streams = new ServerSocket(port, TRIES, address);
            try {
                datagrams = new DatagramSocket(new InetSocketAddress(address, streams.getLocalPort()));
            } catch (IOException taken) {
                streams.close();
            }
        }
        if (datagrams == null) {
            throw new IOException("no port is free for both UDP and TCP");
        }
        udp = datagrams;
        tcp = streams;
        start("dns-udp", this::serveDatagrams);
        start("dns-tcp", this::serveStreams);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return tcp.getLocalPort();
    }

    Address address() {
        return new Address(tcp.getInetAddress().getHostAddress(), tcp.getLocalPort());
    }

    private List<byte[]> replies(byte[] message, boolean byTcp) {
        Asked question = new Asked(message, byTcp);
        asked.add(question);
        return script.replies(question);
    }

    /** Ends when the socket is closed. */
    private void serveDatagrams() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_MESSAGE], MAX_MESSAGE);
        while (!udp.isClosed()) {
            try {
                packet.setLength(MAX_MESSAGE);
                udp.receive(packet);
                for (byte[] reply : replies(Arrays.copyOf(packet.getData(), packet.getLength()), false)) {
                    udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrGone) {
                continue;
            }
        }
    }

    private void serveStreams() {
        while (!tcp.isClosed()) {
            try (Socket client = tcp.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] message = in.readNBytes(in.readUnsignedShort());
                OutputStream out = client.getOutputStream();
                for (byte[] reply : replies(message, true)) {
                    out.write(new WireBytes().shorts(reply.length).raw(reply).bytes());
                }
            } catch (IOException closedOrGone) {
                continue;
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
