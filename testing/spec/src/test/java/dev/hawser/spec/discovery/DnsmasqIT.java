// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.discovery.dns.SrvRecord;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault F27 with a real server. The server's time is real, ours is not: look-ups run when the test says so, and take
 * as long as they take.
 */
@Timeout(60)
class DnsmasqIT {
    private static final String[] TWO_HOSTS = {
        "--host-record=kv.test,127.0.0.1",
        "--host-record=kv.test,127.0.0.2",
        "--srv-host=_kv._tcp.test,kv.test,7000,1,60"
    };

    @TempDir
    Path folder;

    private static Discovery kv(Dnsmasq server) {
        return Discoveries.dns("kv.test", 7000, DnsOptions.defaults().withResolver(server.resolver()));
    }

    @Test
    void addressesOfANameAreEndpoints() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, TWO_HOSTS);
                Watched watched = new Watched(Targets.parse("dns://" + server.address() + "/kv.test:7000"))) {
            assertThat(watched.lastFailure()).isEqualTo("none");
            assertThat(watched.addresses()).containsExactly("127.0.0.1:7000", "127.0.0.2:7000");
        }
    }

    @Test
    void ipv6AddressesAreEndpointsToo() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, "--host-record=kv.test,127.0.0.1,fd00::1")) {
            DnsResolver resolver = server.resolver();

            assertThat(resolver.addresses("kv.test", AddressFamily.ANY).records())
                    .hasSize(2);
            assertThat(resolver.addresses("kv.test", AddressFamily.IPV4).records())
                    .containsExactly(InetAddress.getByName("127.0.0.1"));
            assertThat(resolver.addresses("kv.test", AddressFamily.IPV6).records())
                    .containsExactly(InetAddress.getByName("fd00::1"));
        }
    }

    @Test
    void servicesHavePortsPrioritiesAndWeights() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                        folder,
                        "--host-record=a.test,127.0.0.1",
                        "--host-record=b.test,127.0.0.2",
                        "--srv-host=_kv._tcp.test,a.test,7001,0,60",
                        "--srv-host=_kv._tcp.test,b.test,7002,5,0");
                Watched watched = new Watched(Targets.parse("srv://" + server.address() + "/_kv._tcp.test"))) {
            assertThat(watched.lastFailure()).isEqualTo("none");
            assertThat(watched.addresses()).containsExactly("127.0.0.1:7001", "127.0.0.2:7002");
            assertThat(watched.latest()).extracting(Endpoint::weight).containsExactly(60, 1);
            assertThat(watched.latest()).extracting(Endpoint::priority).containsExactly(0, 5);
        }
    }

    @Test
    void anotherSetAfterARestartIsSeen() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, TWO_HOSTS);
                Watched watched = new Watched(kv(server))) {
            server.restart("--host-record=kv.test,127.0.0.3");
            watched.passSeconds(37);

            assertThat(watched.addresses()).containsExactly("127.0.0.3:7000");
        }
    }

    /** dnsmasq without an upstream refuses names it doesn't know; with --local it denies that they exist. */
    @Test
    void unknownAndRefusedNamesAreFailures() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, "--local=/gone.test/")) {
            DnsResolver resolver = server.resolver();

            assertThatThrownBy(() -> resolver.addresses("a.gone.test", AddressFamily.ANY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("A a.gone.test at dns://" + server.address())
                    .hasMessageContaining(": NXDOMAIN (no such name)");
            assertThatThrownBy(() -> resolver.addresses("elsewhere.example", AddressFamily.ANY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(": REFUSED (the server will not answer)");
            assertThatThrownBy(() -> resolver.services("_kv._tcp.gone.test"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(": NXDOMAIN (no such name)");
        }
    }

    @Test
    void aNameWithoutRecordsOfTheKindIsAnEmptyAnswer() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, "--local=/test/", "--txt-record=kv.test,hello")) {
            assertThat(server.resolver().services("kv.test").records()).isEmpty();
            assertThat(server.resolver().addresses("kv.test", AddressFamily.ANY).records())
                    .isEmpty();
        }
    }

    /** Such an answer is cut short over UDP, and asked for again over TCP. */
    @Test
    void aThousandAddressesArrive() throws IOException {
        String hosts = IntStream.range(0, 1000)
                .mapToObj(i -> "10.0." + i / 250 + "." + (i % 250 + 1) + " many.test")
                .collect(Collectors.joining("\n", "", "\n"));
        Path file = Files.writeString(folder.resolve("hosts"), hosts);
        try (Dnsmasq server = Dnsmasq.start(folder, "--local=/test/", "--addn-hosts=" + file)) {
            assertThat(server.resolver()
                            .addresses("many.test", AddressFamily.ANY)
                            .records())
                    .hasSize(1000);
        }
    }

    @Test
    void aThousandServicesArrive() throws IOException {
        String hosts = IntStream.range(0, 1000)
                .mapToObj(i -> "10.0." + i / 250 + "." + (i % 250 + 1) + " h" + i + ".test")
                .collect(Collectors.joining("\n", "", "\n"));
        Path file = Files.writeString(folder.resolve("hosts"), hosts);
        String[] records = Stream.concat(
                        Stream.of("--local=/test/", "--addn-hosts=" + file),
                        IntStream.range(0, 1000).mapToObj(i -> "--srv-host=_kv._tcp.test,h" + i + ".test,7000,1,60"))
                .toArray(String[]::new);
        try (Dnsmasq server = Dnsmasq.start(folder, records);
                Watched watched = new Watched(Targets.parse("srv://" + server.address() + "/_kv._tcp.test"))) {
            assertThat(watched.lastFailure()).isEqualTo("none");
            assertThat(watched.addresses()).hasSize(1000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aKilledServerIsAFailureUntilItIsBack() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, TWO_HOSTS);
                Watched watched = new Watched(kv(server))) {
            server.kill();
            watched.passSeconds(37);
            assertThat(watched.heard.failures()).isNotEmpty();
            assertThat(watched.heard.answers().stream().distinct()).hasSize(1);

            server.restart("--host-record=kv.test,127.0.0.4");
            watched.passSeconds(37);
            assertThat(watched.addresses()).containsExactly("127.0.0.4:7000");
        }
    }

    @Test
    void theRecordsAreReadAsTheyStand() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(folder, TWO_HOSTS)) {
            assertThat(server.resolver().services("_kv._tcp.test").records())
                    .containsExactly(new SrvRecord(1, 60, 7000, "kv.test"));
        }
    }
}
