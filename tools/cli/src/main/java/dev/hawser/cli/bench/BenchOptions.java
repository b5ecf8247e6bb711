// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.bench.BenchPlan.Mode;
import dev.hawser.limit.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hawser bench} as typed; {@link #plan} checks them and says what they come to. */
final class BenchOptions {

    private static final long DEFAULT_REQUESTS = 1_000;
    private static final int MAX_CONCURRENCY = 10_000;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final String REDIS_PING = "*1\r\n$4\r\nPING\r\n";

    @Option(names = "-c", paramLabel = "N", defaultValue = "10", description = "Requests at a time. Default: 10.")
    private int concurrency = 10;

    @Option(names = "-n", paramLabel = "N", description = "Requests in all. Default: 1000, or no limit with -z.")
    private @Nullable Long requests;

    @Option(names = "-z", paramLabel = "TIME", description = "How long: 500ms, 10s, 2m. With -n, what ends first.")
    private @Nullable Duration duration;

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
            defaultValue = "lease",
            description = "lease: one request at a time on a leased connection (default). multiplex: many in flight on"
                    + " one, in frames of 4 bytes length, 8 bytes id, and the payload.")
    private Mode mode = Mode.lease;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Most connections per endpoint. Default: -c, or 1 with --mode multiplex.")
    private @Nullable Integer connections;

    @Option(
            names = "--balancer",
            paramLabel = "NAME",
            defaultValue = Balancing.DEFAULT,
            description = "Who gets the next request. Default: " + Balancing.DEFAULT + ".")
    private String balancer = Balancing.DEFAULT;

    @Option(names = "--rate-limit", paramLabel = "R", description = "Most requests per second and endpoint.")
    private @Nullable Double rateLimit;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "For connecting, for getting a connection, and for the answer, each. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(names = "--tls", description = "Speaks TLS, trusting what Java trusts.")
    private boolean tls;

    /** @throws IllegalArgumentException if the options are wrong, or do not go together */
    BenchPlan plan(String target) {
        within("-c", concurrency, 1, MAX_CONCURRENCY);
        if (requests != null) {
            within("-n", requests, 1, Long.MAX_VALUE - 1);
        }
        positive("-z", duration);
        positive("--timeout", timeout);
        int most = connections != null ? connections : mode == Mode.lease ? concurrency : 1;
        within("--connections", most, 1, MAX_CONCURRENCY);
        long count = requests != null ? requests : duration == null ? DEFAULT_REQUESTS : Long.MAX_VALUE;
        var traffic = new BenchPlan.Traffic(bytes(), reply(), Balancing.named(balancer), rate(), tls);
        return new BenchPlan(target, mode, concurrency, most, count, Optional.ofNullable(duration), timeout, traffic);
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

    private static void positive(String option, @Nullable Duration value) {
        if (value != null && value.isZero()) {
            throw new IllegalArgumentException(option + ": 0 (expected: > 0)");
        }
    }

    private static void within(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: "
                    + (most >= Long.MAX_VALUE - 1 ? ">= " + least : least + " to " + most) + ")");
        }
    }
}
