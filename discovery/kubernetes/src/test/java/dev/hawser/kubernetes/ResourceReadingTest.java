// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static dev.hawser.kubernetes.TestResources.at;
import static dev.hawser.kubernetes.TestResources.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.ResourceReading.Result;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ResourceReadingTest {
    private static final ResourceOptions MODULES = ResourceOptions.tinyModules();

    private final ResourceReading reading = new ResourceReading(MODULES, Set.of());

    private static Endpoint named(String address, String name) {
        return Endpoint.of(address).withAttributes(Map.of("name", name));
    }

    private static List<Endpoint> once(ResourceOptions options, GenericKubernetesResource... resources) {
        return new ResourceReading(options, Set.of()).read(List.of(resources)).endpoints();
    }

    @Test
    void aResourceWithAnAddressIsAnEndpointWithItsName() {
        Result result = reading.read(List.of(at("http", "10.0.0.1:50051")));

        assertThat(result.endpoints()).containsExactly(named("10.0.0.1:50051", "http"));
        assertThat(result.problems()).isEmpty();
    }

    @Test
    void theOrderOfTheAnswerDoesNotMatter() {
        List<Endpoint> one = reading.read(List.of(at("a", "10.0.0.2:1"), at("b", "10.0.0.1:1")))
                .endpoints();
        List<Endpoint> other = reading.read(List.of(at("b", "10.0.0.1:1"), at("a", "10.0.0.2:1")))
                .endpoints();

        assertThat(other).isEqualTo(one).hasSize(2);
    }

    @Test
    void anEmptyAddressIsNoEndpointAndNoMistake() {
        Result result = reading.read(
                List.of(at("empty", ""), at("blank", "  "), module("absent", ""), module("nothing", "'addr': null")));

        assertThat(result.endpoints()).isEmpty();
        assertThat(result.problems()).isEmpty();
    }

    @Test
    void anAddressThatBecomesEmptyIsNoEndpointAnyMore() {
        reading.read(List.of(at("http", "10.0.0.1:1"), at("mail", "10.0.0.2:1")));

        Result result = reading.read(List.of(at("http", ""), at("mail", "10.0.0.2:1")));

        assertThat(result.endpoints()).containsExactly(named("10.0.0.2:1", "mail"));
    }

    @Test
    void anUnreadableAddressLeavesOutThatResourceAlone() {
        Result result = reading.read(List.of(at("bad", "nonsense"), at("good", "10.0.0.1:1")));

        assertThat(result.endpoints()).containsExactly(named("10.0.0.1:1", "good"));
        assertThat(result.problems()).singleElement().asString().contains("tinysystems/bad", "status.addr", "nonsense");
    }

    @Test
    void anAddressOfAnotherTypeIsUnreadable() {
        Result result = reading.read(List.of(
                module("number", "'addr': 50051"),
                module("list", "'addr': ['10.0.0.1:1']"),
                module("object", "'addr': {'host': 'a'}"),
                at("far", "a:99999"),
                at("long", "a".repeat(5000) + ":1")));

        assertThat(result.endpoints()).isEmpty();
        assertThat(result.problems()).hasSize(5);
        assertThat(result.problems().toString()).hasSizeLessThan(1500);
    }

    @Test
    void whatIsWrongIsReportedOnceUntilItIsWrongInAnotherWay() {
        assertThat(reading.read(List.of(at("bad", "nonsense"))).problems()).hasSize(1);
        assertThat(reading.read(List.of(at("bad", "nonsense"))).problems()).isEmpty();
        assertThat(reading.read(List.of(at("bad", "rubbish"))).problems()).hasSize(1);
        assertThat(reading.read(List.of(at("bad", "a:1"))).problems()).isEmpty();
        assertThat(reading.read(List.of(at("bad", "rubbish"))).problems()).hasSize(1);
    }

    /** As with a registration by hand: a bad address is an error, and what was registered before stays. */
    @Test
    void anAddressThatBecomesUnreadableKeepsTheOneBefore() {
        reading.read(List.of(at("http", "10.0.0.1:1")));

        Result result = reading.read(List.of(at("http", "nonsense")));
        Result again = reading.read(List.of(at("http", "rubbish")));

        assertThat(result.endpoints()).containsExactly(named("10.0.0.1:1", "http"));
        assertThat(result.problems()).singleElement().asString().contains("10.0.0.1:1 kept");
        assertThat(again.endpoints()).isEqualTo(result.endpoints());
    }

    @Test
    void anAddressIsNotKeptForAResourceThatWasAway() {
        reading.read(List.of(at("http", "10.0.0.1:1")));
        reading.read(List.of());

        assertThat(reading.read(List.of(at("http", "nonsense"))).endpoints()).isEmpty();
    }

    @Test
    void twoNamesOnOneAddressAreOneEndpointWithBothNames() {
        List<Endpoint> endpoints = reading.read(List.of(at("mail", "10.0.0.1:1"), at("http", "10.0.0.1:1")))
                .endpoints();

        assertThat(endpoints).containsExactly(named("10.0.0.1:1", "http,mail"));
    }

    @Test
    void ownNamesAreSkipped() {
        ResourceReading others = new ResourceReading(MODULES, Set.of("me"));

        List<Endpoint> endpoints = others.read(List.of(at("me", "10.0.0.1:1"), at("http", "10.0.0.2:1")))
                .endpoints();

        assertThat(endpoints).containsExactly(named("10.0.0.2:1", "http"));
    }

    @Test
    void theOwnNameIsNotReportedWhateverItsAddress() {
        ResourceReading others = new ResourceReading(MODULES, Set.of("me"));

        assertThat(others.read(List.of(at("me", "nonsense"))).problems()).isEmpty();
    }

    @Test
    void namesCanBeChosenByPatternAndPredicate() {
        GenericKubernetesResource v1 = at("http-v1", "10.0.0.1:1");
        GenericKubernetesResource v2 = at("http-v2", "10.0.0.2:1");

        assertThat(once(MODULES.withNames(Pattern.compile("http-v[2-9]")), v1, v2))
                .containsExactly(named("10.0.0.2:1", "http-v2"));
        assertThat(once(MODULES.withNames(name -> name.endsWith("1")), v1, v2))
                .containsExactly(named("10.0.0.1:1", "http-v1"));
    }

    @Test
    void pathsMayLeadAnywhere() {
        GenericKubernetesResource server = TestResources.of("""
                {"apiVersion": "example.com/v1", "kind": "Server",
                 "metadata": {"name": "s", "labels": {"role": "db"}, "annotations": {"example.com/weight": "7"}},
                 "spec": {"servers": [{"at": "a:1"}, {"at": "b:2"}], "share": 3}}
                """);
        ResourceOptions options = ResourceOptions.of("example.com", "v1", "servers");

        assertThat(once(
                        options.withAddress("spec.servers.1.at")
                                .withName("metadata.labels.role")
                                .withWeight("metadata.annotations.example\\.com/weight"),
                        server))
                .containsExactly(named("b:2", "db").withWeight(7));
        assertThat(once(options.withAddress("spec.servers.0.at").withWeight("spec.share"), server))
                .containsExactly(named("a:1", "s").withWeight(3));
        assertThat(once(options.withAddress("spec.servers.2.at"), server)).isEmpty();
    }

    @Test
    void anUnreadableWeightIsTheDefaultWithOneWarning() {
        ResourceReading weighted = new ResourceReading(MODULES.withWeight("status.weight"), Set.of());
        List<GenericKubernetesResource> resources = List.of(
                module("a", "'addr': 'a:1', 'weight': 'heavy'"),
                module("b", "'addr': 'b:1', 'weight': -1"),
                module("c", "'addr': 'c:1', 'weight': 1000001"),
                module("d", "'addr': 'd:1'"),
                module("e", "'addr': 'e:1', 'weight': '5'"));

        Result result = weighted.read(resources);

        assertThat(result.endpoints()).extracting(Endpoint::weight).containsExactly(1, 1, 1, 1, 5);
        assertThat(result.problems()).hasSize(3);
        assertThat(weighted.read(resources).problems()).isEmpty();
    }

    @Test
    void aResourceWithoutANameIsLeftOutAndReported() {
        Result result = new ResourceReading(MODULES.withName("spec.title"), Set.of()).read(List.of(at("x", "a:1")));

        assertThat(result.endpoints()).isEmpty();
        assertThat(result.problems()).singleElement().asString().contains("tinysystems/x", "spec.title");
    }

    /** Such as gRPC resolves; a pool of sockets says that it can't. */
    @Test
    void anAddressMayBeATargetForSomebodyElseToResolve() {
        List<Endpoint> endpoints = reading.read(List.of(at("http", "dns:///http.tinysystems:50051")))
                .endpoints();

        assertThat(endpoints)
                .extracting(Endpoint::address)
                .containsExactly(Address.named("dns:///http.tinysystems:50051"));
    }
}
