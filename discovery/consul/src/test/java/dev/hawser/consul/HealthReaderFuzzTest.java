// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes, the reader answers with endpoints that can be used or with an {@link IOException}: never with another
 * exception, which would be a bug, nor with a weight that nobody wrote. The seed of a failure is in its message.
 */
class HealthReaderFuzzTest {
    private static final int RUNS = 3_000;
    private static final ConsulOptions OPTIONS = ConsulOptions.defaults()
            .withWeights(ConsulWeights.fromMeta("balanceFactor", 200))
            .withAttributes(ConsulAttributes.defaults().withMetadata("version", "balanceFactor"))
            .withQuery(ServiceQuery.defaults().withHealth(InstanceHealth.PASSING_OR_WARNING));

    private static final List<String> TOKENS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "7000",
            "1e99",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "{}",
            "[]",
            "[[]]",
            "{\"Port\":1}",
            "NaN",
            "\"\\u0000\"",
            "\"\\uD800\"",
            ",",
            ":",
            "}",
            "]",
            "{",
            "[",
            "\"",
            "\\",
            "/*",
            "#",
            "\u0000");

    /** Whether the reader took it for an answer. */
    private static boolean check(byte[] bytes, String story) {
        try {
            HealthAnswer answer = new HealthReader("kv", OPTIONS).read(new ByteArrayInputStream(bytes));
            Set<Integer> weights = new HashSet<>();
            for (Endpoint endpoint : answer.endpoints()) {
                assertThat(endpoint.address().port()).as(story).isBetween(1, 65_535);
                weights.add(endpoint.weight());
            }
            assertThat(answer.oddities()).as(story).hasSizeLessThanOrEqualTo(1_000);
            assertThat(weights).as(story).allMatch(weight -> weight >= 0 && weight <= Endpoint.MAX_WEIGHT);
            return true;
        } catch (IOException e) {
            assertThat(e.getMessage()).as(story).isNotBlank().hasSizeLessThan(1_000);
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(story + ": " + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutationsOfARealAnswer(long seed) throws IOException {
        byte[] real = HealthReaderTest.real().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        int taken = 0;
        for (int run = 0; run < RUNS; run++) {
            taken += check(mutated(real, random), "seed " + seed + ", run " + run) ? 1 : 0;
        }

        assertThat(taken).as("mutations that are answers still").isBetween(RUNS / 100, RUNS - RUNS / 100);
    }

    private static byte[] mutated(byte[] real, Random random) {
        byte[] bytes = real.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(6)) {
                case 0 -> flipped(bytes, at, random);
                case 1 -> Arrays.copyOf(bytes, Math.max(1, at));
                case 2 -> spliced(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), new byte[0]);
                case 3 -> spliced(bytes, at, at, token(random));
                case 4 -> replacedValue(bytes, at, random);
                default ->
                    spliced(
                            bytes,
                            at,
                            at,
                            Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(200))));
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) random.nextInt(256);
        return copy;
    }

    private static byte[] token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
    }

    /** The value of some field becomes one of another kind, so that the text stays JSON most of the time. */
    private static byte[] replacedValue(byte[] bytes, int from, Random random) {
        int colon = indexOf(bytes, from, ':');
        int end = Math.min(indexOf(bytes, colon, ','), indexOf(bytes, colon, '\n'));
        return colon >= end ? bytes : spliced(bytes, colon + 1, end, token(random));
    }

    private static int indexOf(byte[] bytes, int from, char wanted) {
        int at = from;
        while (at < bytes.length && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
        byte[] copy = new byte[Math.max(1, bytes.length - (to - from) + with.length)];
        System.arraycopy(bytes, 0, copy, 0, Math.min(from, copy.length));
        System.arraycopy(with, 0, copy, from, Math.min(with.length, copy.length - Math.min(from, copy.length)));
        int rest = Math.min(bytes.length - to, copy.length - from - with.length);
        System.arraycopy(bytes, to, copy, from + with.length, Math.max(0, rest));
        return copy;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void randomJsonOfTheSameWords(long seed) {
        Random random = new Random(seed);
        int taken = 0;
        for (int run = 0; run < RUNS; run++) {
            String text = "[" + instance(random) + "," + instance(random) + "," + value(random, 3) + "]";
            taken += check(text.getBytes(StandardCharsets.UTF_8), "seed " + seed + ", run " + run) ? 1 : 0;
        }

        assertThat(taken).as("answers with an endpoint").isPositive();
    }

    private static final List<String> NAMES = List.of(
            "Service",
            "Node",
            "Checks",
            "ID",
            "Address",
            "Port",
            "Tags",
            "Meta",
            "Weights",
            "Passing",
            "Warning",
            "Status",
            "Locality",
            "Zone",
            "Datacenter",
            "zone",
            "balanceFactor",
            "version",
            "",
            "Other");

    private static final List<String> WORDS =
            List.of("passing", "warning", "critical", "", "h", "10.0.0.1", "7000", "0", "x y", "\\n", "€", "::1");

    /** Most of its fields are right, so that what comes behind them is looked at as well. */
    private static String instance(Random random) {
        String service = field(random, "ID", "\"a\"")
                + field(random, "Address", "\"10.0.0.1\"")
                + field(random, "Port", "1")
                + field(random, "Meta", "{\"balanceFactor\":" + value(random, 3) + "}")
                + field(random, "Tags", "[\"a\"]");
        String checks = "[{" + field(random, "Status", "\"passing\"") + "\"Name\":1}]";
        return "{" + field(random, "Service", "{" + service + "\"Other\":0}") + field(random, "Checks", checks)
                + field(random, "Node", "{}") + "\"Other\":" + value(random, 3) + "}";
    }

    private static String field(Random random, String name, String right) {
        return '"' + name + "\":" + (random.nextInt(10) == 0 ? value(random, 3) : right) + ",";
    }

    private static String value(Random random, int depth) {
        int kind = depth > 5 ? 4 + random.nextInt(4) : random.nextInt(8);
        return switch (kind) {
            case 0, 1, 2 -> object(random, depth);
            case 3 -> array(random, depth);
            case 4, 5 -> '"' + WORDS.get(random.nextInt(WORDS.size())) + '"';
            case 6 -> Integer.toString(random.nextInt(70_000) - 10);
            default -> List.of("null", "true", "1.5", "-0").get(random.nextInt(4));
        };
    }

    private static String object(Random random, int depth) {
        StringBuilder text = new StringBuilder("{");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append('"')
                    .append(NAMES.get(random.nextInt(NAMES.size())))
                    .append("\":")
                    .append(value(random, depth + 1));
            text.append(i > 1 ? "," : "");
        }
        return text.append('}').toString();
    }

    private static String array(Random random, int depth) {
        StringBuilder text = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(value(random, depth + 1)).append(i > 1 ? "," : "");
        }
        return text.append(']').toString();
    }

    @Test
    void randomBytes() {
        Random random = new Random(5);
        int taken = 0;
        for (int run = 0; run < RUNS; run++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            taken += check(bytes, "run " + run) ? 1 : 0;
        }

        assertThat(taken).isZero();
    }

    /** Cut anywhere, an answer is a failure and never a shorter list. */
    @Test
    void everyPrefixOfARealAnswerIsAFailure() throws IOException {
        byte[] real = HealthReaderTest.real().strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < real.length; length++) {
            assertThat(check(Arrays.copyOf(real, length), "cut at " + length))
                    .as("cut at %s", length)
                    .isFalse();
        }
    }
}
