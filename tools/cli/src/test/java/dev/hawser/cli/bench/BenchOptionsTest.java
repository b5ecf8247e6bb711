// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.cli.source.SpokenTarget;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchOptionsTest {

    @TempDir
    private Path folder;

    private static BenchPlan plan(String... args) {
        return planFor("tcp://127.0.0.1:1", args);
    }

    private static BenchPlan planFor(String target, String... args) {
        BenchOptions options = new BenchOptions();
        new CommandLine(options)
                .registerConverter(Duration.class, text -> Duration.ofSeconds(Long.parseLong(text.replace("s", ""))))
                .parseArgs(args);
        return options.plan(target);
    }

    @Test
    void aThousandRequestsTenAtATimeUnlessSaidOtherwise() {
        BenchPlan plan = plan("--redis-ping");

        assertThat(plan.requests()).isEqualTo(1000);
        assertThat(plan.duration()).isEmpty();
        assertThat(plan.concurrency()).isEqualTo(10);
        assertThat(plan.wiring().connections()).isEqualTo(10);
        assertThat(plan.load().mode()).isEqualTo("lease");
    }

    @Test
    void withATimeTheNumberIsUnlimited() {
        assertThat(plan("--redis-ping", "-z", "3s").requests()).isEqualTo(Long.MAX_VALUE);
        assertThat(plan("--redis-ping", "-z", "3s", "-n", "5").requests()).isEqualTo(5);
    }

    @Test
    void multiplexedRequestsShareOneConnection() {
        assertThat(plan("--payload", "x", "--mode", "multiplex").wiring().connections())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            -n 5                                       | nothing to send (expected: one of --payload TEXT, --payload-hex HEX, --redis-ping)
            --redis-ping --payload x                   | too much to send (expected: one of --payload TEXT, --payload-hex HEX, --redis-ping)
            --redis-ping -c 0                          | -c: 0 (expected: 1 to 10000)
            --redis-ping -n 0                          | -n: 0 (expected: >= 1)
            --redis-ping --connections 0               | --connections: 0 (expected: 1 to 10000)
            --redis-ping -z 0s                         | -z: 0 (expected: > 0)
            --redis-ping --rate-limit 0                | --rate-limit: 0.0 (expected: > 0)
            --payload-hex 4                            | '4' (expected: two hexadecimal digits a byte)
            --payload x --until lf --read-bytes 3      | --until and --read-bytes: both given (expected: one of them)
            --payload x --read-bytes 0                 | --read-bytes: 0 (expected: 1 to 1048576)
            --payload x --balancer best                | --balancer: 'best' (expected: one of least-loaded, lvs-weighted-round-robin, ordered-failover, round-robin, weighted-round-robin)
            --method a.B/C                             | --method or --data with a TCP target (expected: grpc://host:port, or --payload)
            --payload x --mode multiplex --until lf    | --mode multiplex: frames say where an answer ends (expected: no --until, --read-bytes, --redis-ping)
            """)
    void aMistakeIsNamedWithItsValueAndWhatWasExpected(String args, String message) {
        assertThatThrownBy(() -> plan(args.strip().split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void payloadsKnowEscapes() {
        assertThat(Payload.ofText("GET\\r\\n\\x00\\\\é")).isEqualTo("GET\r\n\0\\é".getBytes(StandardCharsets.UTF_8));
        assertThat(Payload.ofHex("0d:0A ff")).containsExactly(0x0d, 0x0a, 0xff);
        assertThatThrownBy(() -> Payload.ofText("a\\q")).hasMessageContaining("a backslash at 2");
        assertThatThrownBy(() -> Payload.ofText("a\\")).hasMessageContaining("a backslash at 2");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anAnswerEndsWhereItWasSaidTo() throws IOException {
        Reply.until(ascii("\r\n"), ascii("+PONG")).read(stream("+PONG\r\n"));
        Reply.exactly(3, ascii("")).read(stream("abc"));

        assertThatThrownBy(() -> Reply.until(ascii("\r\n"), ascii("")).read(stream("+PONG")))
                .isInstanceOf(EOFException.class)
                .hasMessage("closed after 5 bytes, before the end of the answer");
        assertThatThrownBy(() -> Reply.exactly(3, ascii("")).read(stream("ab")))
                .isInstanceOf(EOFException.class)
                .hasMessage("closed after 2 of 3 bytes");
    }

    @Test
    void anotherAnswerThanExpectedIsShownHarmlessly() {
        assertThatThrownBy(() -> Reply.until(ascii("\n"), ascii("+PONG")).read(stream("-ERR \033[31m no\n")))
                .hasMessage("unexpected answer: '-ERR .[31m no'");
    }

    @Test
    void anAnswerWithoutAnEndDoesNotFillTheMemory() {
        assertThatThrownBy(() -> Reply.until(ascii("\n"), ascii("")).read(stream("a".repeat(Reply.MAX_BYTES + 1))))
                .hasMessage("no end of the answer within 1048576 bytes");
    }

    @Test
    void aHostAndAPortAloneAreATarget() {
        assertThat(SpokenTarget.parse("localhost:6379")).isEqualTo(new SpokenTarget(false, "tcp://localhost:6379"));
        assertThat(SpokenTarget.parse("[::1]:6379,b:1")).isEqualTo(new SpokenTarget(false, "tcp://[::1]:6379,b:1"));
        assertThat(SpokenTarget.parse("dns:///a:1")).isEqualTo(new SpokenTarget(false, "dns:///a:1"));
    }

    @Test
    void grpcIsASchemeOrAWordBeforeOne() {
        assertThat(SpokenTarget.parse("grpc://a:1,b:2*3")).isEqualTo(new SpokenTarget(true, "static:a:1,b:2*3"));
        assertThat(SpokenTarget.parse("grpc+dns:///a:1")).isEqualTo(new SpokenTarget(true, "dns:///a:1"));
    }

    @Test
    void aGrpcTargetIsAskedForItsHealthOverOneConnectionUnlessSaidOtherwise() {
        BenchPlan plan = planFor("grpc://a:1");

        assertThat(plan.load()).isEqualTo(new Load.Grpc(Optional.empty(), "{}"));
        assertThat(plan.wiring().connections()).isEqualTo(1);
        assertThat(planFor("grpc://a:1", "--method", "a.B/C", "--data", "{\"d\":1}")
                        .load())
                .isEqualTo(new Load.Grpc(Optional.of("a.B/C"), "{\"d\":1}"));
    }

    @Test
    void anyFileForTlsAsksForTls() throws IOException {
        Path pem = Files.createFile(folder.resolve("ca.pem"));

        assertThat(plan("--redis-ping").wiring().tls().on()).isFalse();
        assertThat(plan("--redis-ping", "--tls").wiring().tls().on()).isTrue();
        assertThat(plan("--redis-ping", "--ca", pem.toString()).wiring().tls().on())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --redis-ping           | an option for TCP targets with a gRPC target (expected: --method, --data, --rate)
            --rate-limit 5         | an option for TCP targets with a gRPC target (expected: --method, --data, --rate)
            --data {}              | --data without --method (expected: both)
            --rate 0               | --rate: 0.0 (expected: > 0)
            --cert no.pem          | --cert without --key (expected: both)
            --key no.pem           | --key without --cert (expected: both)
            --ca no.pem            | --ca: 'no.pem' (expected: a file that can be read)
            """)
    void aMistakeWithAGrpcTargetIsNamedToo(String args, String message) {
        assertThatThrownBy(() -> planFor("grpc://a:1", args.strip().split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
