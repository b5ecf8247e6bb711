// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.ServiceOptions;
import dev.hawser.kubernetes.TestReaders;
import dev.hawser.kubernetes.TestSlices;
import dev.hawser.kubernetes.api.Json;
import dev.hawser.kubernetes.api.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices whose fields are missing, null or odd harm only themselves; texts that are no JSON are refused. */
class SliceFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String GOOD = TestSlices.slice("kv-good", """
            {'addresses': ['10.9.9.9'], 'conditions': {'ready': true}, 'targetRef': {'kind': 'Pod', 'name': 'kv-9', 'uid': 'u9'}}""");
    private static final String VICTIM = TestSlices.full(
            "kv-victim",
            "IPv4",
            "{'name': 'grpc', 'port': 7001, 'protocol': 'TCP'}, {'name': null, 'port': null}",
            "'hawser.dev/weight': '7'",
            """
            {'addresses': ['10.0.0.1'], 'conditions': {'ready': true, 'serving': true, 'terminating': false},
             'hostname': 'h', 'nodeName': 'n', 'zone': 'z', 'targetRef': {'kind': 'Pod', 'name': 'kv-0', 'uid': 'u0'},
             'hints': {'forZones': [{'name': 'z'}]}}""",
            TestSlices.at("10.0.0.2", "ready=false serving=true terminating=true"));

    private static final Object[] ODD = {
        "",
        " ",
        "x",
        "10.0.0.1,10.0.0.2",
        "\u0000",
        "a".repeat(100_000),
        "null",
        "-1",
        "999999999999",
        0,
        -1,
        65_536,
        7L << 40,
        1.5,
        true,
        false,
        List.of(),
        Map.of(),
        List.of(List.of(List.of())),
        Map.of("name", Map.of())
    };

    private static Object mutated(Object value, Random random) {
        if (random.nextInt(12) == 0) {
            return ODD[random.nextInt(ODD.length)];
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                int fate = random.nextInt(25);
                if (fate > 0) {
                    copy.put((String) key, fate == 1 || each == null ? null : mutated(each, random));
                }
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object each : list) {
                copy.add(random.nextInt(25) == 0 || each == null ? null : mutated(each, random));
            }
            return copy;
        }
        return value;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anOddSliceHarmsOnlyItself(long seed) throws MalformedException {
        Random random = new Random(seed);
        ServiceOptions options = ServiceOptions.of("kv").withPort("grpc").withWeight("hawser.dev/weight");
        Object victim = Json.object(VICTIM);
        Reader<?> reader = TestReaders.slices(options);
        int survived = 0;
        for (int i = 0; i < ROUNDS; i++) {
            ListWatch<?> rules = new ListWatch<>(reader, new Pace(Duration.ofMinutes(5), random));
            rules.onOpened();
            Map<String, Object> content = Json.object(mutated(victim, random));
            Step step = rules.onPage(
                    new Page(
                            List.of(TestSlices.resource(GOOD), new Resource("shop/kv-victim", content)),
                            "7",
                            Optional.empty()),
                    0);

            List<Endpoint> endpoints = step.news().stream()
                    .filter(Step.Known.class::isInstance)
                    .flatMap(known -> ((Step.Known) known).endpoints().stream())
                    .toList();
            assertThat(endpoints)
                    .as("seed %d, round %d", seed, i)
                    .anySatisfy(each -> assertThat(each.address().host()).isEqualTo("10.9.9.9"));
            survived += endpoints.size() - 1;
        }
        assertThat(survived).as("odd ones are not all of them").isGreaterThan(ROUNDS / 10);
    }

    @Test
    void aTextThatIsCutOrScrambledIsRefusedOrUnderstoodAndNothingElse() {
        Random random = new Random(4);
        String event = "{\"type\": \"ADDED\", \"object\": " + VICTIM + "}";
        String list = "{\"kind\": \"EndpointSliceList\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": ["
                + VICTIM + "]}";
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = scrambled(random.nextBoolean() ? event : list, random);
            try {
                if (random.nextBoolean()) {
                    assertThat(WatchEvent.parse(text)).isNotNull();
                } else {
                    assertThat(Page.parse(text).resources()).doesNotContainNull();
                }
            } catch (MalformedException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("malformed answer: ");
            }
        }
        assertThat(refused).isPositive();
    }

    private static String scrambled(String text, Random random) {
        StringBuilder scrambled = new StringBuilder(text);
        if (random.nextInt(3) == 0) {
            scrambled.setLength(random.nextInt(text.length()));
        }
        for (int i = random.nextInt(4); i > 0 && scrambled.length() > 0; i--) {
            scrambled.setCharAt(random.nextInt(scrambled.length()), (char) random.nextInt(256));
        }
        return scrambled.toString();
    }

    /** A server that answers with a tower of brackets must not end the thread that reads it. */
    @Test
    void deepNestingIsRefused() {
        String deep = "{\"a\":".repeat(200_000);

        assertThat(catchThrowable(() -> Json.object(deep))).isInstanceOf(MalformedException.class);
    }
}
