// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.endpoint.Address;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a cluster is made.
 *
 * @param folder what it writes
 * @param certificates of its servers; absent for plaintext
 * @param clientsNeedCertificates whether calls without one are refused
 * @param islands a network for each member, which can be cut off; absent puts them all on loopback
 */
public record EtcdSetup(
        Path folder,
        Optional<EtcdCertificates> certificates,
        boolean clientsNeedCertificates,
        Optional<EtcdIslands> islands) {

    public static final int MEMBERS = 3;

    private static final int FIXED_CLIENT_PORT = 2379;
    private static final int FIXED_PEER_PORT = 2380;

    public static EtcdSetup plaintext(Path folder) {
        return new EtcdSetup(folder, Optional.empty(), false, Optional.empty());
    }

    public static EtcdSetup tls(Path folder, EtcdCertificates certificates, boolean clientsNeedCertificates) {
        return new EtcdSetup(folder, Optional.of(certificates), clientsNeedCertificates, Optional.empty());
    }

    public static EtcdSetup apart(Path folder, EtcdIslands islands) {
        return new EtcdSetup(folder, Optional.empty(), false, Optional.of(islands));
    }

    /** Skips the test, and says so, where there is no etcd. */
    public static void assumeInstalled() {
        boolean there;
        try {
            Process version = new ProcessBuilder("etcd", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            there = version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException | InterruptedException e) {
            there = false;
        }
        assumeTrue(there, "skipped: etcd is not installed (Debian: apt-get install etcd-server)");
    }

    /** The members, not yet started. */
    List<EtcdMember> members() throws IOException {
        List<Address> clients = places(FIXED_CLIENT_PORT);
        List<Address> peers = places(FIXED_PEER_PORT);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < MEMBERS; i++) {
            all.append(i == 0 ? "" : ",").append(name(i)).append("=http://").append(peers.get(i));
        }
        List<EtcdMember> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member(i, clients.get(i), peers.get(i), all.toString()));
        }
        return members;
    }

    private static String name(int member) {
        return "n" + (member + 1);
    }

    private List<Address> places(int fixedPort) throws IOException {
        List<Address> places = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            if (islands.isPresent()) {
                places.add(new Address(islands.get().host(i), fixedPort));
            } else {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                places.add(new Address("127.0.0.1", socket.getLocalPort()));
            }
        }
        for (ServerSocket socket : held) { // all of them were held at once, so no two are the same
            socket.close();
        }
        return places;
    }

    private EtcdMember member(int index, Address clients, Address peers, String all) {
        String scheme = certificates.isPresent() ? "https://" : "http://";
        List<String> arguments = new ArrayList<>(List.of(
                "--name",
                name(index),
                "--data-dir",
                folder.resolve(name(index)).toString(),
                "--initial-cluster",
                all,
                "--initial-cluster-token",
                folder.getFileName().toString(),
                "--initial-cluster-state",
                "new",
                "--listen-client-urls",
                scheme + clients,
                "--advertise-client-urls",
                scheme + clients,
                "--listen-peer-urls",
                "http://" + peers,
                "--initial-advertise-peer-urls",
                "http://" + peers,
                "--heartbeat-interval",
                "100",
                "--election-timeout",
                "1000",
                "--pre-vote", // see EtcdCluster
                "--log-level",
                "info")); // tells of elections
        certificates.ifPresent(c -> arguments.addAll(List.of(
                "--cert-file", c.server().certificate().toString(),
                "--key-file", c.server().key().toString())));
        if (clientsNeedCertificates) {
            arguments.addAll(List.of(
                    "--client-cert-auth",
                    "--trusted-ca-file",
                    certificates.orElseThrow().authority().toString()));
        }
        List<String> prefix = islands.map(i -> i.enter(index)).orElse(List.of());
        return new EtcdMember(name(index), clients, peers, folder, EtcdMember.command(prefix, arguments));
    }

    /** What a client must show and trust. */
    ChannelCredentials credentials() throws IOException {
        if (certificates.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder()
                .trustManager(certificates.get().authority().toFile());
        if (clientsNeedCertificates) {
            tls.keyManager(
                    certificates.get().client().certificate().toFile(),
                    certificates.get().client().key().toFile());
        }
        return tls.build();
    }
}
