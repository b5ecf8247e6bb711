// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointFileTest {
    private static final String EXAMPLE = """
            # the fleet
            10.0.0.1:7001 weight=3
            [fd00::2]:7001  weight=1 priority=1 zone=b   # far away

            kv.example.com:7001\tnote=a#b
            """;

    private static List<Endpoint> parse(String text) throws IOException {
        return EndpointFile.parse("kv.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theExampleIsRead() throws IOException {
        assertThat(parse(EXAMPLE))
                .containsExactly(
                        Endpoint.of("10.0.0.1:7001").withWeight(3),
                        new Endpoint(new Address("fd00::2", 7001), 1, 1, Map.of("zone", "b")),
                        Endpoint.of("kv.example.com:7001").withAttributes(Map.of("note", "a#b")));
    }

    @Test
    void emptinessAndCommentsAreNoEndpointsAndNoFailure() throws IOException {
        assertThat(parse("")).isEmpty();
        assertThat(parse("# nobody\n\n   \n")).isEmpty();
    }

    @Test
    void linesMayEndAsOnWindowsAndTheFileBeginWithAByteOrderMark() throws IOException {
        assertThat(parse("\uFEFFa:1\r\nb:2\r\n")).containsExactly(Endpoint.of("a:1"), Endpoint.of("b:2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a                   | address: 'a' (expected: host:port or [ipv6]:port)",
                "a:0                 | port: 0 (expected: 1 to 65535)",
                "a:seven             | address: 'a:seven' (expected: host:port with a numeric port)",
                "a:1 weight=heavy    | weight: 'heavy' (expected: a whole number)",
                "a:1 weight=-1       | weight: -1 (expected: 0 to 1000000)",
                "a:1 weight=99999999 | weight: 99999999 (expected: 0 to 1000000)",
                "a:1 priority=-1     | priority: -1 (expected: >= 0)",
                "a:1 zone=a zone=b   | zone: given twice (expected: once)",
                "a:1 fast            | 'fast' (expected: key=value)",
                "a:1 =fast           | '=fast' (expected: key=value)",
            })
    void aBadLineNamesFileLineAndWhatIsExpected(String line, String problem) {
        assertThatThrownBy(() -> parse("good:1\n" + line))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("file kv.txt, line 2: " + problem)
                .hasMessageEndingWith("a line is host:port [weight=N] [priority=N] [key=value ...]");
    }

    @Test
    void bytesThatAreNotUtf8AreAFailure() {
        assertThatThrownBy(() -> EndpointFile.parse("kv.txt", new byte[] {'a', (byte) 0xFF}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void oneEndpointTooManyIsAFailureBeforeMemoryIsSpentOnTheRest() {
        assertThatThrownBy(() -> parse("a:1\n".repeat(LastGood.MAX_ENDPOINTS + 1)))
                .hasMessage("file kv.txt, line 10001: more than 10000 endpoints");
    }

    @Test
    void garbageIsAnIoExceptionOrAnAnswerAndNothingElse() {
        SplittableRandom random = new SplittableRandom(27);
        for (int i = 0; i < 50_000; i++) {
            byte[] garbage = Garbage.mutated(EXAMPLE, random);
            try {
                EndpointFile.parse("kv.txt", garbage);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("expected");
            }
        }
    }
}
