// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.bench.Load.Tcp.Mode;
import dev.hawser.limit.RateLimit;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hawser bench} that say what goes over a TCP connection, as typed. */
final class TcpWords {

    private static final byte[] CRLF = {'\r', '\n'};
    private static final String REDIS_PING = "*1\r\n$4\r\nPING\r\n";

    @Option(names = "--payload", paramLabel = "TEXT", description = "What to send; knows \\r \\n \\t \\0 \\\\ \\xHH.")
    private @Nullable String payload;

    @Option(names = "--payload-hex", paramLabel = "HEX", description = "What to send, as hexadecimal digits.")
    private @Nullable String payloadHex;

    @Option(names = "--redis-ping", description = "Sends Redis's PING and expects +PONG.")
    private boolean redisPing;

    @Option(names = "--until", paramLabel = "END", description = "What ends an answer: crlf (default), lf, or a text.")
    private @Nullable String until;

    @Option(names = "--read-bytes", paramLabel = "N", description = "How long every answer is, instead of --until.")
    private @Nullable Integer readBytes;

    @Option(names = "--expect", paramLabel = "TEXT", description = "What a good answer begins with. Default: anything.")
    private @Nullable String expect;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "lease: one request at a time on a leased connection (default). multiplex: many in flight on"
                    + " one, in frames of 4 bytes length, 8 bytes id, and the payload.")
    private @Nullable Mode mode;

    @Option(names = "--rate-limit", paramLabel = "R", description = "Most requests per second and endpoint.")
    private @Nullable Double rateLimit;

    /** Whether any of them was given. */
    boolean given() {
        return redisPing
                || Stream.of(payload, payloadHex, until, readBytes, expect, mode, rateLimit)
                        .anyMatch(option -> option != null);
    }

    /** @throws IllegalArgumentException if they do not go together */
    Load.Tcp load() {
        return new Load.Tcp(mode(), bytes(), reply(), rate());
    }

    private Mode mode() {
        return mode == null ? Mode.lease : mode;
    }

    private byte[] bytes() {
        int given = (payload != null ? 1 : 0) + (payloadHex != null ? 1 : 0) + (redisPing ? 1 : 0);
        if (given != 1) {
            throw new IllegalArgumentException((given == 0 ? "nothing to send" : "too much to send")
                    + " (expected: one of --payload TEXT, --payload-hex HEX, --redis-ping)");
        }
        if (payload != null) {
            return Payload.ofText(payload);
        }
        return payloadHex != null ? Payload.ofHex(payloadHex) : REDIS_PING.getBytes(StandardCharsets.US_ASCII);
    }

    private Reply reply() {
        if (until != null && readBytes != null) {
            throw new IllegalArgumentException("--until and --read-bytes: both given (expected: one of them)");
        }
        if (mode == Mode.multiplex && (until != null || readBytes != null || redisPing)) {
            throw new IllegalArgumentException(
                    "--mode multiplex: frames say where an answer ends (expected: no --until, --read-bytes, --redis-ping)");
        }
        byte[] good = Payload.ofText(expect != null ? expect : redisPing ? "+PONG" : "");
        return readBytes != null ? Reply.exactly(readBytes, good) : Reply.until(end(), good);
    }

    private byte[] end() {
        byte[] end = until == null || until.equals("crlf")
                ? CRLF
                : until.equals("lf") ? new byte[] {'\n'} : Payload.ofText(until);
        if (end.length == 0) {
            throw new IllegalArgumentException("--until: '' (expected: crlf, lf or a text)");
        }
        return end;
    }

    private RateLimit rate() {
        if (rateLimit == null) {
            return RateLimit.none();
        }
        if (!(rateLimit > 0)) {
            throw new IllegalArgumentException("--rate-limit: " + rateLimit + " (expected: > 0)");
        }
        return RateLimit.perSecond(rateLimit);
    }
}
