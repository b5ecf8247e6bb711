// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.Garbage;
import dev.hawser.discovery.subset.SubsetOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {

    private static Discovery fixed(Endpoint... endpoints) {
        return Discoveries.of(endpoints);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static:10.0.0.1:7001*3,b:7002",
                "static://10.0.0.1:7001*3,b:7002",
                "static:///10.0.0.1:7001*3,b:7002",
                "STATIC:10.0.0.1:7001*3, b:7002",
                "tcp://10.0.0.1:7001*3,b:7002",
                " tcp://10.0.0.1:7001*3,b:7002/ "
            })
    void hostsCanBeWrittenInSeveralWays(String text) {
        assertThat(Targets.parse(text))
                .isEqualTo(fixed(Endpoint.of("10.0.0.1:7001").withWeight(3), Endpoint.of("b:7002")));
    }

    @Test
    void ipv6AddressesStandInBrackets() {
        Endpoint expected = Endpoint.of(new Address("fd00::2", 7001));

        assertThat(Targets.parse("static:[fd00::2]:7001")).isEqualTo(fixed(expected));
        assertThat(Targets.parse("tcp://[fd00::2]:7001*5")).isEqualTo(fixed(expected.withWeight(5)));
        assertThat(Targets.parse("static:[fe80::1%25eth0]:1"))
                .isEqualTo(fixed(Endpoint.of(new Address("fe80::1%eth0", 1))));
    }

    @ParameterizedTest
    @CsvSource({
        "dns:///kv.test:7000,                    dns:///kv.test:7000",
        "dns:kv.test:7000,                       dns:///kv.test:7000",
        "dns:///kv.test:7000?refresh=10s,        dns:///kv.test:7000",
        "dns:///[::1]:7000,                      dns:///[::1]:7000",
        "dns://10.0.0.53/kv.test:7000,           dns://10.0.0.53:53/kv.test:7000",
        "dns://10.0.0.53:5353/kv.test:7000?timeout=500ms, dns://10.0.0.53:5353/kv.test:7000",
        "dns://[::1]/kv.test:7000,               dns://[::1]:53/kv.test:7000",
        "dns://[::1]:5353/kv.test:7000?family=ipv6, dns://[::1]:5353/kv.test:7000",
        "srv:///_kv._tcp.test,                   srv:///_kv._tcp.test",
        "srv:_kv._tcp.test.,                     srv:///_kv._tcp.test",
        "srv://ns.test:5353/_kv._tcp.test?timeout=1s&refresh=2m&family=any, srv://ns.test:5353/_kv._tcp.test",
    })
    void namesAreDescribedAsTargets(String text, String description) {
        assertThat(Targets.parse(text).describe()).isEqualTo(description);
    }

    @Test
    void filesMayBePercentEncoded() {
        assertThat(Targets.parse("file:///etc/my%20fleet.txt?refresh=5s").describe())
                .isEqualTo("file:" + Path.of("/etc/my fleet.txt"));
        assertThat(Targets.parse("file:///etc/my fleet%3F%C3%A9.txt").describe())
                .isEqualTo("file:" + Path.of("/etc/my fleet?\u00e9.txt"));
        assertThat(Targets.parse("file:conf/a+b#1.txt").describe()).isEqualTo("file:" + Path.of("conf/a+b#1.txt"));
        assertThat(Targets.parse("file://localhost/etc/x").describe()).isEqualTo("file:" + Path.of("/etc/x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | target: '' (expected: scheme:[//authority/]path",
                "kv                        | target: 'kv' (expected: scheme:[//authority/]path",
                "10.0.0.1:7001             | target: '10.0.0.1:7001' (expected: scheme:[//authority/]path",
                "localhost:7001            | expected: one of [dns, file, recorded, srv, static, tcp]; hosts alone are",
                "consul:///kv              | scheme: 'consul' (expected: one of [dns, file, recorded, srv, static, tcp]; consul: comes with dev.hawser:hawser-consul, which is not on the class path)",
                "Kubernetes:///kv          | ; kubernetes: comes with dev.hawser:hawser-kubernetes, which is not on the class path)",
                "static:a:1?refresh=1s     | parameter: 'refresh' (expected: one of [subset, subset-index, subset-seed])",
                "dns:///a:1?refrsh=1s      | parameter: 'refrsh' (expected: one of [family, refresh, subset, subset-index,",
                "static:a:1?subset=some    | subset: 'some' (expected: a whole number)",
                "static:a:1?subset=0       | subset: '0' (expected: 1 to 10000)",
                "static:a:1?subset=2&subset-index=-1 | subset-index: '-1' (expected: 0 to 1000000)",
                "static:a:1?subset=2&subset-seed=x | subset-seed: 'x' (expected: a whole number)",
                "static:a:1?subset-index=1 | subset: none (expected: a number of endpoints, with subset-index or",
                "dns:///a:1?refresh=1s&refresh=2s | refresh: given twice (expected: once)",
                "dns:///a:1?refresh        | parameter 1 has no name or no value (expected: name=value)",
                "dns:///a:1?refresh=       | refresh: '' (expected: a number and a unit, as in 500ms, 10s, 2m or 1h)",
                "dns:///a:1?refresh=10     | refresh: '10' (expected: a number and a unit",
                "dns:///a:1?refresh=10%20s | refresh: '10 s' (expected: a number and a unit",
                "dns:///a:1?refresh=9999999999s | refresh: '9999999999s' (expected:",
                "dns:///a:1?refresh=500ms  | refresh: '500ms' (expected: >= 1s)",
                "dns:///a:1?refresh=999999999h | refresh: '999999999h' (expected: 1ms to",
                "dns:///a:1?timeout=2m     | timeout: '2m' (expected: 3ms to 1m)",
                "dns://ns/a:1?timeout=0s   | timeout: '0s' (expected: 3ms to 1m)",
                "dns://ns/a:1?family=ipv5  | family: 'ipv5' (expected: any, ipv4 or ipv6)",
                "dns:///a                  | address: 'a' (expected: host:port or [ipv6]:port)",
                "dns:///:7001              | address: ':7001' (expected: host:port or [ipv6]:port)",
                "dns://ns:x/a:1            | address: 'ns:x' (expected: host:port with a numeric port)",
                "dns://n%20s/a:1           | host: 'n s' (expected: a name or an IP address)",
                "dns:///a b:1              | host: 'a b' (expected: a name or an IP address)",
                "dns://kv:7001             | name: none, 'kv:7001' is the server to ask (expected: three slashes, as in dns:///kv:7001, or a name after the server",
                "srv://_kv._tcp.test       | (expected: three slashes, as in srv:///_kv._tcp.test, or a name",
                "srv:///                   | name: '' (expected: a DNS name of letters",
                "srv:///a/b                | name: 'a/b' (expected: a DNS name of letters",
                "static:                   | address: '' (expected: host:port or [ipv6]:port)",
                "static:a:1,,b:2           | address: '' (expected: host:port or [ipv6]:port)",
                "static:a:1*x              | weight: in 'a:1*x' (expected: host:port*weight)",
                "static:a:1*-1             | weight: -1 (expected: 0 to 1000000)",
                "static:fd00::2:7001       | address: 'fd00::2:7001' (expected: host:port or [ipv6]:port)",
                "static://a:1/b            | path: '/b' (expected: nothing after the hosts)",
                "file:                     | path: '' (expected: a file)",
                "file://server/share       | host: 'server' (expected: none, as in file:///etc/endpoints)",
                "file:///a%zz              | path: '%' at 2 (expected: two hex digits after '%')",
                "file:///a%0               | path: '%' at 2 (expected: two hex digits after '%')",
                "file:///a%FF              | path: percent-encoded bytes that are not UTF-8",
                "file:///a%00              | path: '/a",
            })
    void whatMakesNoSenseIsRefusedByFieldValueAndExpectation(String text, String problem) {
        assertThatThrownBy(() -> Targets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    /** A value may be a token; names of parameters are enough to find the mistake. */
    @Test
    void messagesAndTextDoNotShowValuesOfParameters() {
        assertThatThrownBy(() -> Targets.parse("nowhere:///kv?token=s3cret")).hasMessageNotContaining("s3cret");
        assertThat(Target.parse("recorded://h/kv?token=s3cret&a=b")).hasToString("recorded://h/kv?token&a");
    }

    /** It may hold a question mark, and then was shown as the name of a parameter. */
    @Test
    void aPasswordIsNotShownAsTheNameOfAParameter() {
        Target target = Target.parse("recorded://me:s3?cret@h/kv?token=1&a=b");

        assertThat(target.hasUser()).isTrue();
        assertThat(target).hasToString("recorded://***@h/kv?token&a");
        assertThat(Target.parse("file:///a@b?refresh=1s")).hasToString("file:///a@b?refresh");
    }

    @Test
    void eachSchemeUnderstandsTheParametersOfSubsets() {
        assertThat(Targets.parse("static:a:1,b:1?subset=1&subset-seed=7"))
                .isEqualTo(Discoveries.subset(
                        Targets.parse("static:a:1,b:1"),
                        SubsetOptions.byChance(1).withSeed(7)));
        assertThat(Targets.parse("static:a:1,b:1?subset=1&subset-index=3"))
                .isEqualTo(Discoveries.subset(Targets.parse("static:a:1,b:1"), SubsetOptions.evenly(1, 3)));
        assertThat(Targets.parse("dns:///kv:1?subset=32&refresh=5s").describe())
                .isEqualTo("subset of 32 of dns:///kv:1");
    }

    /** Its own parameters only: those of all schemes are read for it. */
    @Test
    void aProviderDoesNotSeeTheParametersOfAllSchemes() {
        Targets.parse("recorded:x?wait=90s&subset=3");

        assertThat(RecordedProvider.latest).isEqualTo(new Target("recorded", "", "x", Map.of("wait", "90s")));
    }

    @Test
    void modulesAddSchemesAndGetTheTargetTakenApart() {
        Targets.parse("recorded://authority/a%2Fpath?wait=90s&other=x%26y");

        Target target = RecordedProvider.latest;
        assertThat(target)
                .isEqualTo(new Target("recorded", "authority", "/a/path", Map.of("wait", "90s", "other", "x&y")));
        assertThat(target.name()).isEqualTo("a/path");
        assertThat(target.duration("wait")).contains(Duration.ofSeconds(90));
        assertThat(target.duration("missing")).isEmpty();
    }

    @Test
    void parametersKeepTheirOrder() {
        assertThat(Target.parse("x:y?b=1&a=2&c=3").parameters().keySet()).containsExactly("b", "a", "c");
    }

    /** Copied from a target of something else; an address that can't be read was shown whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "static://me:s3cret@10.0.0.1:7001",
                "tcp://me:s3cret@10.0.0.1:7001,me:s3cret@10.0.0.2:7001",
                "dns://me:s3cret@10.0.0.53/kv:7001",
                "srv://me:s3cret@10.0.0.53/_kv._tcp.test",
                "file://me:s3cret@host/etc/fleet",
                "kv//me:s3cret@10.0.0.1/kv",
                "nobody://me:s3cret@10.0.0.1/kv",
                "nobody:me:s3cret@10.0.0.1/kv",
                "static:me:s3cret@10.0.0.1:7001",
                "static:///me:s3cret@10.0.0.1:7001",
                "static:10.0.0.2:7001,me:s3cret@10.0.0.1:7001*3",
                "static:me:s3cret%4010.0.0.1:7001",
                "static:me:s3cret/with,all@10.0.0.1:7001",
                "tcp://me:s3cret/with,all@10.0.0.1:7001",
                "tcp://me:s3cret@with@10.0.0.1:7001?refresh=1s",
                "dns:me:s3cret@kv:7001",
                "dns:///me:s3cret@kv:7001",
                "srv:me:s3cret@_kv._tcp.test",
                "my_self:s3cret@10.0.0.1:7001",
                "s3cret@10.0.0.1:7001",
                "s3cret?with@10.0.0.1:7001",
                "static:me:s3cret?s3cret@10.0.0.1:7001=1",
                "static:me:s3cret?s3cret=1&with@10.0.0.1:7001=1",
                "static:me:s3cret?s3cret@10.0.0.1:7001=%zz",
                "nobody://me:s3cret?s3cret@10.0.0.1/kv?token=s3cret"
            })
    void aPasswordIsNotShown(String text) {
        assertThatThrownBy(() -> Targets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aFileMayHaveAnAtSignInItsName() {
        assertThat(Targets.parse("file:conf/me@home.txt").describe()).isEqualTo("file:" + Path.of("conf/me@home.txt"));
        assertThat(Target.parse("file:///etc/a@b?x=y")).hasToString("file:///etc/a@b?x");
    }

    /** Options call a field by their own name, and print a duration as Java does. */
    @Test
    void anObjectionToAParameterNamesItAndItsValueAsTheyWereWritten() {
        Target target = Target.parse("x:y?wait=90s");

        assertThatThrownBy(() -> target.duration("wait", wait -> {
                    throw new IllegalArgumentException("maxWait: " + wait + " (expected: 1s to 1m)");
                }))
                .hasMessage("wait: '90s' (expected: 1s to 1m)");
        assertThatThrownBy(() -> target.parameter("wait", wait -> {
                    throw new IllegalArgumentException("never");
                }))
                .hasMessage("wait: '90s': never");
        assertThat(target.duration("wait", Duration::toSeconds)).contains(90L);
        assertThat(target.duration("poll", Duration::toSeconds)).isEmpty();
    }

    @Test
    void garbageIsAnIllegalArgumentOrADiscoveryAndNothingElse() {
        List<String> good = List.of(
                "static:10.0.0.1:7001*3,[fd00::2]:7001",
                "tcp://a:1,b:2",
                "dns://10.0.0.53:53/kv.test:7000?refresh=10s&family=ipv4&timeout=500ms",
                "srv:///_kv._tcp.test?refresh=1m",
                "file:///etc/my%20fleet.txt?refresh=1s");
        SplittableRandom random = new SplittableRandom(3986);
        for (int i = 0; i < 20_000; i++) {
            String text = good.get(i % good.size());
            String garbage = new String(Garbage.mutated(text, random), StandardCharsets.UTF_8);
            try {
                assertThat(Targets.parse(garbage).describe()).isNotBlank();
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }
}
