// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer of Consul's comes to. */
class HealthReaderTest {
    private static final ConsulOptions DEFAULTS = ConsulOptions.defaults();
    private static final ConsulOptions WITH_WARNING =
            DEFAULTS.withQuery(ServiceQuery.defaults().withHealth(InstanceHealth.PASSING_OR_WARNING));

    private static HealthAnswer read(ConsulOptions options, String json) throws IOException {
        return new HealthReader("kv", options).read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static HealthAnswer read(String... instances) throws IOException {
        return read(DEFAULTS, "[" + String.join(",", instances) + "]");
    }

    private static Endpoint only(HealthAnswer answer) {
        assertThat(answer.endpoints()).hasSize(1);
        return answer.endpoints().get(0);
    }

    static String real() throws IOException {
        try (InputStream in = HealthReaderTest.class.getResourceAsStream("health.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anAnswerOfConsul187IsRead() throws IOException {
        HealthAnswer answer = read(WITH_WARNING, real());

        assertThat(answer.oddities()).isEmpty();
        assertThat(answer.endpoints())
                .containsExactly(
                        new Endpoint(
                                dev.hawser.endpoint.Address.parse("127.0.0.1:7000"),
                                10,
                                0,
                                Map.of(
                                        Attributes.STATE, "passing",
                                        Attributes.NODE, "vm",
                                        Attributes.ZONE, "z1",
                                        ConsulDiscovery.ID_ATTRIBUTE, "kv0",
                                        ConsulDiscovery.TAGS_ATTRIBUTE, "a,b")),
                        new Endpoint(
                                dev.hawser.endpoint.Address.parse("127.0.0.1:7001"),
                                1,
                                0,
                                Map.of(
                                        Attributes.STATE, "warning",
                                        Attributes.NODE, "vm",
                                        Attributes.ZONE, "dc1",
                                        ConsulDiscovery.ID_ATTRIBUTE, "kv1")));
    }

    @Test
    void anInstanceWithAWarningIsAbsentUnlessAskedFor() throws IOException {
        String warning = instance("a", "10.0.0.1", 1, "warning", "");

        assertThat(read(warning, instance("b", "10.0.0.2", 1)).endpoints()).hasSize(1);
        assertThat(read(WITH_WARNING, "[" + warning + "]").endpoints()).hasSize(1);
    }

    /** Maintenance is a critical check as well; the answer of 1.8.7 above has one. */
    @Test
    void anInstanceWithACriticalCheckIsAbsentAndNoComplaint() throws IOException {
        HealthAnswer answer = read(WITH_WARNING, "[" + instance("a", "10.0.0.1", 1, "critical", "") + "]");

        assertThat(answer.endpoints()).isEmpty();
        assertThat(answer.oddities()).isEmpty();
    }

    @Test
    void theWorstCheckCounts() throws IOException {
        String checks = "{\"Service\":{\"ID\":\"a\",\"Address\":\"h\",\"Port\":1},\"Checks\":[{\"Status\":\"passing\"},"
                + "{\"Status\":\"warning\"},{\"Status\":\"passing\"}]}";

        assertThat(read(checks).endpoints()).isEmpty();
        assertThat(only(read(WITH_WARNING, "[" + checks + "]")).attributes()).containsEntry("state", "warning");
    }

    @Test
    void theNodesAddressIsUsedWhereTheServiceHasNone() throws IOException {
        assertThat(only(read(instance("a", "", 7000))).address()).hasToString("10.9.9.9:7000");
    }

    @Test
    void theWeightIsThatOfTheState() throws IOException {
        String weights = "\"Weights\":{\"Passing\":10,\"Warning\":3}";

        assertThat(only(read(instance("a", "h", 1, "passing", weights))).weight())
                .isEqualTo(10);
        assertThat(only(read(WITH_WARNING, "[" + instance("a", "h", 1, "warning", weights) + "]"))
                        .weight())
                .isEqualTo(3);
    }

    @Test
    void aServiceWithoutWeightsWeighsOne() throws IOException {
        assertThat(only(read(instance("a", "h", 1, "passing", ""))).weight()).isEqualTo(1);
        assertThat(only(read(instance("a", "h", 1, "passing", "\"Weights\":null")))
                        .weight())
                .isEqualTo(1);
    }

    @Test
    void theWeightIsThatOfTheMetadataKey() throws IOException {
        ConsulOptions options = DEFAULTS.withWeights(ConsulWeights.fromMeta("balanceFactor", 200));
        String meta = "\"Weights\":{\"Passing\":7},\"Meta\":{\"balanceFactor\":\"150\"}";

        assertThat(only(read(options, "[" + instance("a", "h", 1, "passing", meta) + "]"))
                        .weight())
                .isEqualTo(150);
        assertThat(only(read(options, "[" + instance("a", "h", 1) + "]")).weight())
                .isEqualTo(200);
    }

    /** In the reference pool a weight that was no number became 0, and the choice among all such never ended. */
    @ParameterizedTest
    @ValueSource(strings = {"heavy", "-1", "1000001", "99999999999999999999", "1.5", "", " ", "0x10", "1e3", "NaN"})
    void aWeightThatIsNoneIsTheDefaultWithOneComplaint(String weight) throws IOException {
        ConsulOptions options = DEFAULTS.withWeights(ConsulWeights.fromMeta("balanceFactor", 200));
        String meta = "\"Meta\":{\"balanceFactor\":\"" + weight + "\"}";

        HealthAnswer answer = read(options, "[" + instance("a", "h", 1, "passing", meta) + "]");

        assertThat(only(answer).weight()).isEqualTo(200);
        assertThat(answer.oddities())
                .containsExactly(new Oddity(
                        "a", "balanceFactor: '" + weight.strip() + "' (expected: 0 to 1000000); the weight is 200"));
    }

    @Test
    void anExplicitZeroMeansNoNewWork() throws IOException {
        ConsulOptions options = DEFAULTS.withWeights(ConsulWeights.fromMeta("balanceFactor", 200));

        HealthAnswer answer =
                read(options, "[" + instance("a", "h", 1, "passing", "\"Meta\":{\"balanceFactor\":\"0\"}") + "]");

        assertThat(only(answer).weight()).isZero();
        assertThat(answer.oddities()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Weights\":{\"Passing\":\"5\"}    | 5",
                "\"Weights\":{\"Passing\":-5}       | 1",
                "\"Weights\":{\"Passing\":[1]}      | 1",
                "\"Weights\":{\"Passing\":true}     | 1",
                "\"Weights\":{\"Passing\":null}     | 1",
                "\"Weights\":{\"Passing\":1000000}  | 1000000",
                "\"Weights\":{\"Passing\":1000001}  | 1"
            })
    void aServicesWeightOfTheWrongKindIsOne(String weights, int expected) throws IOException {
        assertThat(only(read(instance("a", "h", 1, "passing", weights))).weight())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[]",
                "\"x\"",
                "{}",
                "{\"Service\":[]}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":{},\"Port\":1}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":0}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":-1}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":65536}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":\"http\"}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\"}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"a b\",\"Port\":1}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":1},\"Checks\":{}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":1},\"Checks\":[7]}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":1},\"Checks\":[{\"Status\":\"sleepy\"}]}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":1,\"Tags\":\"a\"}}",
                "{\"Service\":{\"ID\":\"bad\",\"Address\":\"h\",\"Port\":1,\"Meta\":[1]}}"
            })
    void anInstanceThatCannotBeUsedIsLeftOutWithAComplaintAndTheOthersStay(String bad) throws IOException {
        HealthAnswer answer = read(instance("a", "10.0.0.1", 1), bad, instance("b", "10.0.0.2", 1));

        assertThat(answer.endpoints())
                .extracting(endpoint -> endpoint.attributes().get("consul.id"))
                .containsExactly("a", "b");
        assertThat(answer.oddities()).hasSize(1);
        assertThat(answer.oddities().get(0).problem()).contains("expected").endsWith("it is left out");
    }

    @Test
    void anAnswerOfWhichNothingCanBeUsedHasFailed() {
        assertThatThrownBy(() -> read(instance("a", "h", 0), instance("b", "h", 0)))
                .isInstanceOf(IOException.class)
                .hasMessage("none of the answer's 2 instances can be used; 'a': port: 0 (expected: 1 to 65535); it is"
                        + " left out");
    }

    @Test
    void unknownAndMissingFieldsDoNotMatter() throws IOException {
        String strange = "{\"New\":{\"a\":[1,{\"b\":null}]},\"Service\":{\"Port\":1,\"Address\":\"h\",\"Newer\":[[]]}}";

        assertThat(only(read(strange)).address()).hasToString("h:1");
    }

    @Test
    void anEmptyListAndNullAreEmptyAnswers() throws IOException {
        assertThat(read(DEFAULTS, "[]").endpoints()).isEmpty();
        assertThat(read(DEFAULTS, " null\n").endpoints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "7",
                "\"x\"",
                "[",
                "[{",
                "[{\"Service\":",
                "[]x",
                "[] []",
                "[,]",
                "{\"a\":1}",
                "<html>",
                "[nul]",
                "[{\"Service\":{\"ID\":\"a\"",
                "\u0000",
                "[NaN]",
                "]",
                "[{]}"
            })
    void whatIsNoListOfInstancesHasFailed(String text) {
        assertThatThrownBy(() -> read(DEFAULTS, text)).isInstanceOf(IOException.class);
    }

    @Test
    void theOrderIsThatOfTheAddressesWhateverConsulsIs() throws IOException {
        HealthAnswer answer =
                read(instance("a", "10.0.0.3", 1), instance("b", "10.0.0.1", 2), instance("c", "10.0.0.1", 1));

        assertThat(answer.endpoints())
                .extracting(endpoint -> endpoint.address().toString())
                .containsExactly("10.0.0.1:1", "10.0.0.1:2", "10.0.0.3:1");
    }

    @Test
    void whoAsksForTheNearestFirstGetsConsulsOrder() throws IOException {
        ConsulOptions near = DEFAULTS.withQuery(ServiceQuery.defaults().withNear("_agent"));

        HealthAnswer answer = read(near, "[" + instance("a", "10.0.0.3", 1) + "," + instance("b", "10.0.0.1", 1) + "]");

        assertThat(answer.endpoints())
                .extracting(endpoint -> endpoint.address().toString())
                .containsExactly("10.0.0.3:1", "10.0.0.1:1");
    }

    @Test
    void metadataIsNotTakenOverUnlessNamed() throws IOException {
        String meta = "\"Meta\":{\"password\":\"hunter2\",\"version\":\"1.4\"}";

        assertThat(only(read(instance("a", "h", 1, "passing", meta))).attributes())
                .doesNotContainValue("hunter2")
                .doesNotContainValue("1.4");
        ConsulOptions named =
                DEFAULTS.withAttributes(ConsulAttributes.defaults().withMetadata("version", "absent"));
        assertThat(only(read(named, "[" + instance("a", "h", 1, "passing", meta) + "]"))
                        .attributes())
                .containsEntry("meta.version", "1.4")
                .doesNotContainKey("meta.absent")
                .doesNotContainValue("hunter2");
    }

    @Test
    void theZoneIsTheServicesThenTheNodesThenThatOfTheLocalityThenTheDatacenter() throws IOException {
        String template =
                "{\"Node\":{\"Address\":\"h\",\"Datacenter\":\"dc1\"%s},\"Service\":{\"ID\":\"a\",\"Port\":1%s}}";
        String locality = ",\"Locality\":{\"Region\":\"r\",\"Zone\":\"l\"}";

        assertThat(zone(String.format(template, ",\"Meta\":{\"zone\":\"n\"}", ",\"Meta\":{\"zone\":\"s\"}" + locality)))
                .isEqualTo("s");
        assertThat(zone(String.format(template, ",\"Meta\":{\"zone\":\"n\"}", locality)))
                .isEqualTo("n");
        assertThat(zone(String.format(template, "", locality))).isEqualTo("l");
        assertThat(zone(String.format(template, "", ""))).isEqualTo("dc1");
    }

    private static String zone(String instance) throws IOException {
        return only(read(instance)).attributes().get(Attributes.ZONE);
    }

    @Test
    void aLongValueIsCut() throws IOException {
        String meta = "\"Tags\":[\"" + "t".repeat(10_000) + "\"]";

        assertThat(only(read(instance("a", "h", 1, "passing", meta)))
                        .attributes()
                        .get("consul.tags"))
                .hasSize(ConsulAttributes.MAX_VALUE);
    }

    @Test
    void moreInstancesThanAnybodyMeansAreAFailure() {
        assertThatThrownBy(() -> read(DEFAULTS, FakeConsul.many(LastGood.MAX_ENDPOINTS + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("more than 10000 instances");
    }

    @Test
    void nestingWithoutEndIsAFailure() {
        assertThatThrownBy(() -> read(DEFAULTS, "[".repeat(1_000_000))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(DEFAULTS, "[{\"a\":".repeat(1_000_000))).isInstanceOf(IOException.class);
    }

    /** The text never ends, and neither does the memory that a string of it would take. */
    @Test
    void anEndlessStringIsAFailureBeforeItTakesMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        InputStream text = new SequenceInputStream(
                new ByteArrayInputStream("[{\"Service\":{\"ID\":\"".getBytes(StandardCharsets.UTF_8)), endless);

        assertThatThrownBy(() -> new HealthReader("kv", DEFAULTS).read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("for one instance");
    }

    @Test
    void complaintsAreOneLineAndShort() throws IOException {
        String id = "a\\n" + "b".repeat(5_000);

        Oddity oddity = read(instance("x", "10.0.0.1", 1), instance(id, "h", 0))
                .oddities()
                .get(0);

        assertThat(oddity.instance()).doesNotContain("\n").hasSizeLessThan(200);
    }
}
