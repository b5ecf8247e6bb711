// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Garbage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    private static final String KUBERNETES = """
            # written by the kubelet
            search shop.svc.cluster.local svc.cluster.local cluster.local
            nameserver 10.96.0.10
            options ndots:5 timeout:2 attempts:3 rotate
            """;

    private static InetAddress ip(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @Test
    void serversDomainsAndOptionsAreRead() throws UnknownHostException {
        ResolvConf read = ResolvConf.parse(KUBERNETES);

        assertThat(read)
                .isEqualTo(new ResolvConf(
                        List.of(ip("10.96.0.10")),
                        List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                        5,
                        Duration.ofSeconds(2),
                        3));
    }

    @Test
    void withoutAWordTheMachineItselfIsAskedTwiceForFiveSeconds() {
        assertThat(ResolvConf.parse("; nothing\n\n"))
                .isEqualTo(new ResolvConf(
                        List.of(InetAddress.getLoopbackAddress()), List.of(), 1, Duration.ofSeconds(5), 2));
    }

    @Test
    void threeServersCountAndWhatIsNoAddressDoesNot() throws UnknownHostException {
        ResolvConf read = ResolvConf.parse(
                "nameserver\nnameserver ns.test\nnameserver ::1\n nameserver\t1.1.1.1 # one\nnameserver 8.8.8.8\nnameserver 9.9.9.9");

        assertThat(read.servers()).containsExactly(ip("::1"), ip("1.1.1.1"), ip("8.8.8.8"));
    }

    @Test
    void theLastOfSeveralDomainLinesCountsAndNonsenseInItIsPassedOver() {
        assertThat(ResolvConf.parse("domain a.test\nsearch b.test. c..test . d.test")
                        .search())
                .containsExactly("b.test", "d.test");
        assertThat(ResolvConf.parse("search a.test b.test\ndomain c.test").search())
                .containsExactly("c.test");
    }

    @Test
    void optionsHaveTheLimitsOfTheCLibrary() {
        ResolvConf most = ResolvConf.parse("options ndots:99 timeout:99 attempts:99");
        ResolvConf least = ResolvConf.parse("options ndots:0 timeout:0 attempts:0");
        ResolvConf nonsense = ResolvConf.parse("options ndots: timeout:soon attempts:-x");

        assertThat(most.dots()).isEqualTo(15);
        assertThat(most.longestTry()).isEqualTo(Duration.ofSeconds(30));
        assertThat(most.attempts()).isEqualTo(5);
        assertThat(least.dots()).isZero();
        assertThat(least.longestTry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(least.attempts()).isEqualTo(1);
        assertThat(nonsense).isEqualTo(ResolvConf.parse(""));
    }

    @Test
    void aNameWithFewDotsIsTriedInTheDomainsFirst() {
        ResolvConf read = ResolvConf.parse(KUBERNETES);

        assertThat(read.candidates("kv.shop"))
                .containsExactly(
                        "kv.shop.shop.svc.cluster.local",
                        "kv.shop.svc.cluster.local",
                        "kv.shop.cluster.local",
                        "kv.shop");
        assertThat(read.candidates("a.b.c.d.e.f")).startsWith("a.b.c.d.e.f").hasSize(4);
        assertThat(read.candidates("kv.shop.")).containsExactly("kv.shop.");
        assertThat(ResolvConf.parse("").candidates("kv")).containsExactly("kv");
    }

    @Test
    void aDomainThatWouldMakeTheNameTooLongIsPassedOver() {
        ResolvConf read = ResolvConf.parse("search " + "a.".repeat(100) + "test");

        assertThat(read.candidates("k".repeat(60))).containsExactly("k".repeat(60));
    }

    @Test
    void garbageIsReadAsWellAsItGoes() {
        SplittableRandom random = new SplittableRandom(53);
        for (int i = 0; i < 20_000; i++) {
            String garbage = new String(Garbage.mutated(KUBERNETES, random), StandardCharsets.ISO_8859_1);

            ResolvConf read = ResolvConf.parse(garbage);

            assertThat(read.servers()).isNotEmpty();
            assertThat(read.candidates("kv.test")).allMatch(DnsName::isName);
            assertThat(NameSwitch.parse(garbage)).isNotNull();
        }
    }
}
