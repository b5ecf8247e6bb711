// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static dev.hawser.kubernetes.TestResources.at;
import static dev.hawser.kubernetes.TestResources.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.watch.Resource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ResourceReaderTest {
    private static final ResourceOptions MODULES = ResourceOptions.tinyModules();

    private static ResourceReader reader(ResourceOptions options, String... own) {
        return new ResourceReader(options, Set.of(own), new Complaints("test"));
    }

    private static List<Endpoint> read(ResourceReader reader, Resource... resources) {
        return reader.found(Stream.of(resources).map(reader::read).toList()).endpoints();
    }

    private static List<Endpoint> read(ResourceOptions options, Resource... resources) {
        return read(reader(options), resources);
    }

    private static Endpoint named(String address, String name) {
        return Endpoint.of(address).withAttributes(Map.of("name", name));
    }

    @Test
    void aResourceWithAnAddressIsAnEndpointWithItsName() {
        assertThat(read(MODULES, at("http", "10.0.0.1:50051"))).containsExactly(named("10.0.0.1:50051", "http"));
    }

    @Test
    void anEmptyAddressIsNoEndpointAndNoMistake() {
        assertThat(read(
                        MODULES,
                        at("empty", ""),
                        at("blank", "  "),
                        module("absent", ""),
                        module("nothing", "'addr': null")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'nonsense'",
                "'a:99999'",
                "'a:http'",
                "50051",
                "true",
                "['10.0.0.1:1']",
                "{'host': 'a'}",
                "'http//a:1'",
                "'a b:1'"
            })
    void anUnreadableAddressIsRefusedWithItsPath(String address) {
        Resource resource = module("bad", "'addr': " + address);

        assertThatThrownBy(() -> read(MODULES, resource))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("status.addr: ")
                .hasMessageContaining("expected: ");
    }

    /** A message goes into logs, where a line must not be forged. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\nb:1", "a\\u0000:1", "10.0.0.1:1\\r\\nWARN all is lost"})
    void anAddressWithControlCharactersIsNotRepeatedInTheMessage(String address) {
        Resource resource = at("bad", address);

        assertThatThrownBy(() -> read(MODULES, resource))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1)
                .doesNotContain("lost", "\u0000");
    }

    @Test
    void anEndlessAddressIsNotRepeatedInTheMessage() {
        Resource resource = at("bad", "a".repeat(5000) + ":1");

        assertThatThrownBy(() -> read(MODULES, resource)).message().hasSizeLessThan(200);
    }

    @Test
    void twoNamesOnOneAddressAreOneEndpointWithBothNames() {
        assertThat(read(MODULES, at("http", "10.0.0.1:1"), at("mail", "10.0.0.1:1")))
                .containsExactly(named("10.0.0.1:1", "http,mail"));
    }

    @Test
    void ownNamesAreSkippedWhateverTheirAddress() {
        ResourceReader others = reader(MODULES, "me", "mine");

        assertThat(read(others, at("me", "10.0.0.1:1"), at("http", "10.0.0.2:1"), at("mine", "nonsense")))
                .containsExactly(named("10.0.0.2:1", "http"));
    }

    @Test
    void namesCanBeChosenByPatternAndPredicate() {
        Resource v1 = at("http-v1", "10.0.0.1:1");
        Resource v2 = at("http-v2", "10.0.0.2:1");

        assertThat(read(MODULES.withNames(Pattern.compile("http-v[2-9]")), v1, v2))
                .containsExactly(named("10.0.0.2:1", "http-v2"));
        assertThat(read(MODULES.withNames(name -> name.endsWith("1")), v1, v2))
                .containsExactly(named("10.0.0.1:1", "http-v1"));
    }

    @Test
    void pathsMayLeadAnywhere() {
        Resource server = TestResources.of("""
                {"apiVersion": "example.com/v1", "kind": "Server",
                 "metadata": {"name": "s", "labels": {"role": "db"}, "annotations": {"example.com/weight": "7"}},
                 "spec": {"servers": [{"at": "a:1"}, {"at": "b:2"}], "share": 3}}
                """);
        ResourceOptions options = ResourceOptions.of("example.com", "v1", "servers");

        assertThat(read(
                        options.withAddress("spec.servers.1.at")
                                .withName("metadata.labels.role")
                                .withWeight("metadata.annotations.example\\.com/weight"),
                        server))
                .containsExactly(named("b:2", "db").withWeight(7));
        assertThat(read(options.withAddress("spec.servers.0.at").withWeight("spec.share"), server))
                .containsExactly(named("a:1", "s").withWeight(3));
        assertThat(read(options.withAddress("spec.servers.2.at"), server)).isEmpty();
    }

    @Test
    void anUnreadableWeightIsTheDefaultWithOneWarning() {
        ResourceReader weighted = reader(MODULES.withWeight("status.weight"));
        Resource[] resources = {
            module("a", "'addr': 'a:1', 'weight': 'heavy'"),
            module("b", "'addr': 'b:1', 'weight': -1"),
            module("c", "'addr': 'c:1', 'weight': 1000001"),
            module("d", "'addr': 'd:1'"),
            module("e", "'addr': 'e:1', 'weight': '5'")
        };
        Logger logger = (Logger) LoggerFactory.getLogger(Complaints.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            assertThat(read(weighted, resources)).extracting(Endpoint::weight).containsExactly(1, 1, 1, 1, 5);
            assertThat(read(weighted, resources)).hasSize(5);
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "test: tinysystems/a: status.weight: 'heavy' (expected: a whole number from 0 to 1000000); 1 is used",
                        "test: tinysystems/b: status.weight: '-1' (expected: a whole number from 0 to 1000000); 1 is used",
                        "test: tinysystems/c: status.weight: '1000001' (expected: a whole number from 0 to 1000000); 1 is used");
    }

    @Test
    void aResourceWithoutANameIsRefused() {
        ResourceReader titled = reader(MODULES.withName("spec.title"));

        assertThatThrownBy(() -> read(titled, at("x", "a:1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name: nothing at spec.title (expected: a text)");
    }

    /** Whatever somebody has put into a resource, it is read or refused, and nothing else happens. */
    @Test
    void anyJsonIsReadOrRefused() {
        Random random = new Random(7);
        ResourceReader weighted = reader(MODULES.withWeight("status.weight"));
        Logger logger = (Logger) LoggerFactory.getLogger(Complaints.class);
        logger.setLevel(Level.OFF);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            Map<String, Object> content = Map.of(
                    "metadata",
                    Map.of("name", "m"),
                    "status",
                    Map.of("addr", any(random, 3), "weight", any(random, 3)));
            try {
                weighted.found(List.of(weighted.read(new Resource("m", content))));
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        logger.setLevel(null);

        assertThat(refused).isPositive();
    }

    private static Object any(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> "10.0.0.1:" + random.nextInt(70_000);
            case 1 ->
                random.ints(random.nextInt(12), 0, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> "[::" + random.nextInt() + "]:" + random.nextInt();
            case 6 -> "dns:///" + random.nextInt();
            case 7 -> List.of(any(random, depth - 1), any(random, depth - 1));
            default -> Map.of("addr", any(random, depth - 1));
        };
    }

    /** Such as gRPC resolves; a pool of sockets says that it can't. */
    @Test
    void anAddressMayBeATargetForSomebodyElseToResolve() {
        assertThat(read(MODULES, at("http", "dns:///http.tinysystems:50051")))
                .extracting(Endpoint::address)
                .containsExactly(Address.named("dns:///http.tinysystems:50051"));
    }
}
