// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static dev.hawser.kubernetes.TestSlices.ONE_PORT;
import static dev.hawser.kubernetes.TestSlices.addresses;
import static dev.hawser.kubernetes.TestSlices.at;
import static dev.hawser.kubernetes.TestSlices.found;
import static dev.hawser.kubernetes.TestSlices.full;
import static dev.hawser.kubernetes.TestSlices.resource;
import static dev.hawser.kubernetes.TestSlices.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.watch.Reader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SliceReaderTest {
    private static final ServiceOptions KV = ServiceOptions.of("kv");
    private static final String TWO_PORTS =
            "{'name': 'http', 'port': 8080, 'protocol': 'TCP'}, {'name': 'grpc', 'port': 7001}";

    // Who is meant

    @Test
    void allSlicesAreOneSetInOrderOfAddress() {
        String first = slice("kv-a", at("10.0.0.3"), at("10.0.0.1"));
        String second = slice("kv-b", at("10.0.0.2"));

        assertThat(addresses(KV, first, second)).containsExactly("10.0.0.1:7001", "10.0.0.2:7001", "10.0.0.3:7001");
        assertThat(addresses(KV, second, first)).isEqualTo(addresses(KV, first, second));
    }

    @Test
    void aSliceOfAnotherServiceIsLeftOutEvenIfTheServerSendsIt() {
        String foreign = slice("mail-a", at("10.0.0.9")).replace("\"kv\"", "\"mail\"");

        assertThatThrownBy(() -> found(KV, foreign))
                .isInstanceOf(IllegalArgumentException.class) // which leaves out what was read, and nothing else
                .hasMessageContaining("a slice of the service mail (expected: kv)");
    }

    @Test
    void anAddressInTwoSlicesCountsOnce() {
        assertThat(addresses(KV, slice("kv-a", at("10.0.0.1")), slice("kv-b", at("10.0.0.1"))))
                .containsExactly("10.0.0.1:7001");
    }

    @Test
    void ofTwoMentionsTheReadyOneWins() {
        String stale = slice("kv-a", at("10.0.0.1", "ready=false serving=true terminating=true"));
        String fresh = slice("kv-b", at("10.0.0.1", "ready=true"), at("10.0.0.2"));

        assertThat(addresses(KV, stale, fresh)).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
        assertThat(addresses(KV, fresh, stale)).containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void noConditionMeansReady() {
        assertThat(found(KV, slice("kv-a", at("10.0.0.1"))).endpoints().get(0).attributes())
                .containsEntry("state", "ready");
        assertThat(addresses(KV, slice("kv-a", at("10.0.0.1", "ready=null")))).containsExactly("10.0.0.1:7001");
    }

    @Test
    void oneThatIsNotReadyIsLeftOut() {
        assertThat(addresses(KV, slice("kv-a", at("10.0.0.1", "ready=false"), at("10.0.0.2"))))
                .containsExactly("10.0.0.2:7001");
    }

    @Test
    void oneThatTerminatesGetsNoNewCallsThoughItServes() {
        String terminating = at("10.0.0.1", "ready=false serving=true terminating=true");

        assertThat(addresses(KV, slice("kv-a", terminating, at("10.0.0.2")))).containsExactly("10.0.0.2:7001");
    }

    /** As kube-proxy does: better somebody who is about to leave than nobody. */
    @Test
    void whereNobodyIsReadyThoseThatServeWhileTheyTerminateAreUsed() {
        Reader.Found found = found(
                KV,
                slice(
                        "kv-a",
                        at("10.0.0.1", "ready=false serving=true terminating=true"),
                        at("10.0.0.2", "ready=false serving=false terminating=true"),
                        at("10.0.0.3", "ready=false serving=true terminating=false")));

        assertThat(addresses(found.endpoints())).containsExactly("10.0.0.1:7001");
        assertThat(found.endpoints().get(0).attributes()).containsEntry("state", "serving");
    }

    /** With publishNotReadyAddresses a service says so on purpose, and ready stays true to the end. */
    @Test
    void oneThatIsReadyThoughItTerminatesIsUsed() {
        assertThat(addresses(KV, slice("kv-a", at("10.0.0.1", "ready=true serving=true terminating=true"))))
                .containsExactly("10.0.0.1:7001");
    }

    @Test
    void onlyTheFirstOfSeveralAddressesCounts() {
        assertThat(addresses(KV, slice("kv-a", "{'addresses': ['10.0.0.1', '10.0.0.9']}")))
                .containsExactly("10.0.0.1:7001");
    }

    // Nobody

    @Test
    void anEmptySliceMentionsNobody() {
        assertThat(found(KV, slice("kv-a")).nobody()).isTrue();
        assertThat(found(KV).nobody()).isTrue();
    }

    /** A failing readiness probe is no proof that the pods are gone. */
    @Test
    void oneThatIsNotReadyIsSomebody() {
        Reader.Found found = found(KV, slice("kv-a", at("10.0.0.1", "ready=false")));

        assertThat(found.endpoints()).isEmpty();
        assertThat(found.nobody()).isFalse();
    }

    @Test
    void oneThatCannotBeReadIsSomebody() {
        assertThat(found(KV, slice("kv-a", "{'addresses': []}")).nobody()).isFalse();
        assertThat(found(KV, slice("kv-a", "7")).nobody()).isFalse();
    }

    @Test
    void endpointsOfAnotherFamilyAreSomebody() {
        assertThat(found(KV.withFamily(AddressFamily.IPV6), slice("kv-a", at("10.0.0.1")))
                        .nobody())
                .isFalse();
    }

    // Ports

    @Test
    void theOnlyPortNeedsNoName() {
        assertThat(addresses(KV, full("kv-a", "IPv4", "{'port': 9}", "", at("10.0.0.1"))))
                .containsExactly("10.0.0.1:9");
    }

    @Test
    void ofSeveralPortsOneMustBeNamed() {
        String slice = full("kv-a", "IPv4", TWO_PORTS, "", at("10.0.0.1"));

        assertThat(addresses(KV.withPort("grpc"), slice)).containsExactly("10.0.0.1:7001");
        assertThat(addresses(KV.withPort("8080"), slice)).containsExactly("10.0.0.1:8080");
        assertThatThrownBy(() -> addresses(KV, slice))
                .hasMessage("port: not given (expected: one of [http 8080, grpc 7001])");
        assertThatThrownBy(() -> addresses(KV.withPort("web"), slice))
                .hasMessage("port: web (expected: one of [http 8080, grpc 7001])");
        assertThatThrownBy(() -> addresses(KV.withPort("80"), slice)).hasMessageContaining("one of [http 8080");
    }

    @Test
    void oneNameMayStandForDifferentNumbers() {
        String old = full("kv-a", "IPv4", "{'name': 'grpc', 'port': 7001}", "", at("10.0.0.1"));
        String young = full("kv-b", "IPv4", "{'name': 'grpc', 'port': 7002}", "", at("10.0.0.2"));

        assertThat(addresses(KV.withPort("grpc"), old, young)).containsExactly("10.0.0.1:7001", "10.0.0.2:7002");
    }

    @Test
    void onlyTcpPortsCount() {
        String ports = "{'name': 'dns', 'port': 53, 'protocol': 'UDP'}, " + ONE_PORT;

        assertThat(addresses(KV, full("kv-a", "IPv4", ports, "", at("10.0.0.1"))))
                .containsExactly("10.0.0.1:7001");
    }

    /** A headless service may declare none. */
    @Test
    void whereNoPortIsDeclaredAnyNumberIsRight() {
        assertThat(addresses(KV.withPort("7009"), full("kv-a", "IPv4", "", "", at("10.0.0.1"))))
                .containsExactly("10.0.0.1:7009");
    }

    // Families

    @Test
    void aFamilyCanBeChosen() {
        String four = slice("kv-4", at("10.0.0.1"));
        String six = full("kv-6", "IPv6", ONE_PORT, "", at("fd00::1"));

        assertThat(addresses(KV.withFamily(AddressFamily.IPV4), four, six)).containsExactly("10.0.0.1:7001");
        assertThat(addresses(KV.withFamily(AddressFamily.IPV6), four, six)).containsExactly("[fd00::1]:7001");
    }

    @Test
    void aPodWithBothFamiliesCountsOnce() {
        String four = slice("kv-4", "{'addresses': ['10.0.0.1'], 'targetRef': {'name': 'kv-0', 'uid': 'u0'}}");
        String six = full(
                "kv-6",
                "IPv6",
                ONE_PORT,
                "",
                "{'addresses': ['fd00::1'], 'targetRef': {'name': 'kv-0', 'uid': 'u0'}}",
                "{'addresses': ['fd00::2'], 'targetRef': {'name': 'kv-1', 'uid': 'u1'}}");

        assertThat(addresses(KV, four, six)).containsExactly("10.0.0.1:7001", "[fd00::2]:7001");
    }

    @Test
    void namesAreLeftToTheDns() {
        assertThat(addresses(
                        KV, full("kv-a", "FQDN", ONE_PORT, "", at("kv.example.com")), slice("kv-b", at("10.0.0.1"))))
                .containsExactly("10.0.0.1:7001");
        assertThat(addresses(KV, slice("kv-a", at("kv.example.com"), at("10.0.0.1"))))
                .containsExactly("10.0.0.1:7001");
    }

    // Attributes and weight

    @Test
    void whatIsKnownOfAPodIsInItsAttributes() {
        Endpoint endpoint = found(KV, slice("kv-a", """
                        {'addresses': ['10.0.0.1'], 'nodeName': 'n1', 'zone': 'b', 'targetRef': {'kind': 'Pod', 'name': 'kv-0'},
                         'hints': {'forZones': [{'name': 'c'}, {'name': 'b'}]}}""")).endpoints().get(0);

        assertThat(endpoint.attributes())
                .isEqualTo(Map.of("name", "kv-0", "node", "n1", "zone", "b", "hints", "b,c", "state", "ready"));
    }

    @Test
    void anAnnotationOfTheSliceIsTheWeight() {
        ServiceOptions weighted = KV.withWeight("hawser.dev/weight");
        String heavy = full("kv-a", "IPv4", ONE_PORT, "'hawser.dev/weight': '9'", at("10.0.0.1"));

        assertThat(found(weighted, heavy, slice("kv-b", at("10.0.0.2"))).endpoints())
                .extracting(Endpoint::weight)
                .containsExactly(9, 1);
        assertThat(found(KV, heavy).endpoints()).extracting(Endpoint::weight).containsExactly(1);
    }

    /** Kubernetes copies the labels of a service to its slices, but not its annotations. */
    @Test
    void aLabelServesAsWell() {
        String labelled =
                slice("kv-a", at("10.0.0.1")).replace("\"labels\": {", "\"labels\": {\"hawser.dev/weight\": \"4\", ");

        assertThat(found(KV.withWeight("hawser.dev/weight"), labelled).endpoints())
                .extracting(Endpoint::weight)
                .containsExactly(4);
    }

    @Test
    void aWeightThatIsNoneIsTheDefault() {
        ServiceOptions weighted = KV.withWeight("w");

        for (String bad : new String[] {"heavy", "-1", "1000001", "1.5", "99999999999"}) {
            assertThat(found(weighted, full("kv-a", "IPv4", ONE_PORT, "'w': '" + bad + "'", at("10.0.0.1")))
                            .endpoints())
                    .extracting(Endpoint::weight)
                    .containsExactly(1);
        }
    }

    @Test
    void aZeroWeightIsMeant() {
        assertThat(found(KV.withWeight("w"), full("kv-a", "IPv4", ONE_PORT, "'w': '0'", at("10.0.0.1")))
                        .endpoints())
                .extracting(Endpoint::weight)
                .containsExactly(0);
    }

    // Mistakes

    @Test
    void oneOddEndpointHarmsOnlyItself() {
        String[] odd = {
            "null",
            "7",
            "'x'",
            "[]",
            "{}",
            "{'addresses': null}",
            "{'addresses': [null]}",
            "{'addresses': [7]}",
            "{'addresses': ['']}",
            "{'addresses': ['10.0.0.1,10.0.0.2']}",
            "{'addresses': ['10.0.0.1/24']}",
            "{'addresses': '10.0.0.1'}",
            "{'addresses': [{'ip': '10.0.0.1'}]}"
        };
        for (String each : odd) {
            assertThat(addresses(KV, slice("kv-a", each, at("10.0.0.2"))))
                    .as(each)
                    .containsExactly("10.0.0.2:7001");
        }
    }

    @Test
    void oddConditionsAreAbsentOnes() {
        assertThat(addresses(KV, slice("kv-a", at("10.0.0.1", "ready='no' serving=7"), at("10.0.0.2"))))
                .containsExactly("10.0.0.1:7001", "10.0.0.2:7001");
    }

    @Test
    void aSliceWithoutAnythingIsEmpty() {
        assertThat(new SliceReader(KV, new Complaints("test")).read(resource("{'metadata': {'name': 'kv-a'}}")))
                .isEqualTo(new Slice(java.util.List.of(), false));
    }
}
