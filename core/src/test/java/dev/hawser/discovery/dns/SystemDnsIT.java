// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The system's resolver on a machine whose files the test writes; its own look-up is a map. */
@Timeout(60)
class SystemDnsIT {
    private static final Map<String, String> PLATFORM =
            Map.of("localhost", "127.0.0.1", "here", "192.0.2.1", "kv.test", "192.0.2.2", "nas.local", "192.0.2.3");

    @TempDir
    Path etc;

    private ScriptedDns first;
    private ScriptedDns second;
    private DnsResolver resolver;

    @BeforeEach
    void startTwoServers() throws IOException {
        first = new ScriptedDns(SystemDnsIT::answer);
        second = new ScriptedDns(InetAddress.getByName("127.0.0.2"), first.port(), SystemDnsIT::answer);
        resolver = resolver(false);
        write("resolv.conf", "nameserver 127.0.0.1\nnameserver 127.0.0.2\n");
        write("hosts", "127.0.0.1 localhost\n192.0.2.1 here.test HERE # and a comment\n");
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private DnsResolver resolver(boolean foreign) {
        return new SystemDns(new SystemFiles(etc, foreign), first.port(), Duration.ofSeconds(5), SystemDnsIT::platform);
    }

    private static InetAddress[] platform(String host) throws UnknownHostException {
        String address = PLATFORM.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByName(address)};
    }

    /** kv.test, and kv.shop.test with another address; nothing else exists. */
    private static List<byte[]> answer(Asked asked) {
        return switch (asked.name()) {
            case "kv.test" -> List.of(asked.addresses(60, "10.0.0.1"));
            case "kv.shop.test" -> List.of(asked.addresses(5, "10.0.0.2"));
            default -> List.of(asked.code(DnsReply.NXDOMAIN));
        };
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(etc.resolve(file), text);
    }

    private String find(String name) throws IOException {
        DnsAnswer<InetAddress> answer = resolver.addresses(name, AddressFamily.IPV4);
        return answer.records() + " " + answer.timeToLive().map(Duration::toSeconds);
    }

    @Test
    void namesGoOverTheWireAndHaveATimeToLive() throws IOException {
        assertThat(find("kv.test")).isEqualTo("[/10.0.0.1] Optional[60]");
        assertThat(second.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "here"})
    void namesOfTheHostsFileAreTheSystemsAndHaveNone(String name) throws IOException {
        assertThat(find(name)).endsWith(" Optional.empty");
        assertThat(first.asked).isEmpty();
    }

    @Test
    void withoutResolvConfEverythingIsTheSystems() throws IOException {
        Files.delete(etc.resolve("resolv.conf"));

        assertThat(find("kv.test")).isEqualTo("[/192.0.2.2] Optional.empty");
        assertThatThrownBy(() -> resolver.services("_kv._tcp.test"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: a server in the target, as in srv://10.0.0.53/_kv._tcp.test");
        assertThatThrownBy(() -> find("unknown.test"))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown.test: not found by the system's resolver");
    }

    @Test
    void aSystemWithOtherSourcesBeforeDnsIsAskedItself() throws IOException {
        write("nsswitch.conf", "hosts: mymachines resolve [!UNAVAIL=return] files dns\n");

        assertThat(find("kv.test")).startsWith("[/192.0.2.2]");
    }

    @Test
    void aSystemWithWaysThatItsFilesDoNotTellIsAskedItself() throws IOException {
        resolver = resolver(true);

        assertThat(find("kv.test")).startsWith("[/192.0.2.2]");
    }

    @Test
    void namesBelowLocalAreTheSystemsWhereThereIsMulticast() throws IOException {
        write("nsswitch.conf", "hosts: files mdns4_minimal [NOTFOUND=return] dns\n");

        assertThat(find("nas.local")).startsWith("[/192.0.2.3]");
        assertThat(find("kv.test")).startsWith("[/10.0.0.1]");
    }

    @Test
    void sourcesAfterDnsAreAskedForWhatItDoesNotKnow() throws IOException {
        write("hosts", "");
        assertThatThrownBy(() -> find("here")).hasMessageContaining("NXDOMAIN");

        write("nsswitch.conf", "hosts: files dns myhostname\n");

        assertThat(find("here")).isEqualTo("[/192.0.2.1] Optional.empty");
        assertThat(find("kv.test")).isEqualTo("[/10.0.0.1] Optional[60]");
    }

    @Test
    void changedFilesAreReadAgain() throws IOException {
        assertThat(find("kv.test")).startsWith("[/10.0.0.1]");

        write("hosts", "192.0.2.2 kv.test\n");
        assertThat(find("kv.test")).startsWith("[/192.0.2.2]");

        write("hosts", "");
        write("resolv.conf", "nameserver 127.0.0.2\n");
        assertThat(find("kv.test")).startsWith("[/10.0.0.1]");
        assertThat(second.asked).hasSize(1);
    }

    @Test
    void theSearchListIsTriedUntilANameHasAddresses() throws IOException {
        write("resolv.conf", "nameserver 127.0.0.1\nsearch lab.test shop.test test\n");

        assertThat(find("kv")).isEqualTo("[/10.0.0.2] Optional[5]");
        assertThat(first.asked).extracting(Asked::name).containsExactly("kv.lab.test", "kv.shop.test");
    }

    @Test
    void aFailureNamesAllThatWasTried() throws IOException {
        write("resolv.conf", "nameserver 127.0.0.1\nsearch shop.test test\n");

        assertThatThrownBy(() -> find("nobody"))
                .isInstanceOf(DnsDeniedException.class)
                .hasMessageStartingWith(
                        "nobody (asked for as nobody.shop.test, nobody.test, nobody): A nobody at dns://")
                .hasMessageEndingWith("NXDOMAIN (no such name)");
    }

    @Test
    void aDotAtTheEndMakesANameComplete() throws IOException {
        write("resolv.conf", "nameserver 127.0.0.1\nsearch shop.test\noptions ndots:9\n");

        assertThat(find("kv.test.")).startsWith("[/10.0.0.1]");
        assertThatThrownBy(() -> find("kv.")).hasMessageContaining("A kv at dns://127.0.0.1");
    }

    /** Else kv.test would take the place of kv.shop.test for as long as that one's servers have trouble. */
    @Test
    void aDomainThatNobodyCanTellAboutEndsTheSearch() throws IOException {
        write("resolv.conf", "nameserver 127.0.0.1\nsearch shop.test test\n");
        first.script = asked -> asked.name().equals("kv.shop.test") ? List.of(asked.code(2)) : answer(asked);

        assertThatThrownBy(() -> find("kv"))
                .hasMessageContaining("A kv.shop.test at")
                .hasMessageContaining("SERVFAIL");
    }

    @Test
    void aServerThatFailsRefusesOrTalksNonsenseLeadsToTheNext() throws IOException {
        List<ScriptedDns.Script> bad = List.of(
                asked -> List.of(asked.code(2)),
                asked -> List.of(asked.code(5)),
                asked -> List.of(asked.reply(3).bytes()));
        for (ScriptedDns.Script script : bad) {
            first.script = script;

            assertThat(find("kv.test")).startsWith("[/10.0.0.1]");
        }
    }

    @Test
    void aSilentServerLeadsToTheNextWithinTheTimeOfTheQuestion() throws IOException {
        first.script = asked -> List.of();

        assertThat(find("kv.test")).startsWith("[/10.0.0.1]");
    }

    @Test
    void allServersAreNamedInAFailure() {
        first.script = asked -> List.of(asked.code(2));
        second.script = asked -> List.of(asked.code(5));

        assertThatThrownBy(() -> find("kv.test"))
                .isNotInstanceOf(DnsDeniedException.class)
                .hasMessage("A kv.test at dns://127.0.0.1:%d: SERVFAIL (the server could not find out);"
                                .formatted(first.port())
                        + " at dns://127.0.0.2:%d: REFUSED (the server will not answer)".formatted(first.port()));
    }

    /** The first server's word that a name is none is final: the second would only say the same. */
    @Test
    void aNameThatDoesNotExistIsNotAskedOfTheNextServer() {
        assertThatThrownBy(() -> find("nobody.test")).isInstanceOf(DnsDeniedException.class);
        assertThat(second.asked).isEmpty();
    }

    @Test
    void servicesAreAskedOfTheSameServers() throws IOException {
        byte[] data = new WireBytes().shorts(1, 60, 7000).host("kv.test").bytes();
        first.script = asked -> List.of(
                asked.reply(1).record(Asked.QUESTION, DnsType.SRV, 12, data).bytes());

        DnsAnswer<SrvRecord> answer = resolver.services("_kv._tcp.test");

        assertThat(answer)
                .isEqualTo(new DnsAnswer<>(
                        List.of(new SrvRecord(1, 60, 7000, "kv.test")), Optional.of(Duration.ofSeconds(12))));
        assertThat(resolver.server()).isEmpty();
    }
}
