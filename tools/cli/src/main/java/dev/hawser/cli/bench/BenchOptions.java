// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.bench.Load.Tcp.Mode;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.cli.tls.TlsWords;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code hawser bench} as typed; {@link #plan} checks them and says what they come to. */
final class BenchOptions {

    private static final long DEFAULT_REQUESTS = 1_000;
    private static final int MAX_CONCURRENCY = 10_000;

    @Option(names = "-c", paramLabel = "N", defaultValue = "10", description = "Requests at a time. Default: 10.")
    private int concurrency = 10;

    @Option(names = "-n", paramLabel = "N", description = "Requests in all. Default: 1000, or no limit with -z.")
    private @Nullable Long requests;

    @Option(names = "-z", paramLabel = "TIME", description = "How long: 500ms, 10s, 2m. With -n, what ends first.")
    private @Nullable Duration duration;

    @Option(names = "--rate", paramLabel = "R", description = "Most requests per second in all, evenly spaced.")
    private @Nullable Double rate;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Most connections per endpoint. Default: -c, or 1 with --mode multiplex and with gRPC.")
    private @Nullable Integer connections;

    @Option(
            names = "--balancer",
            paramLabel = "NAME",
            defaultValue = Balancing.DEFAULT,
            description = "Who gets the next request. Default: " + Balancing.DEFAULT + ".")
    private String balancer = Balancing.DEFAULT;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "For connecting, for getting a connection, and for the answer, each. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @ArgGroup(validate = false, heading = "%nTLS:%n")
    private TlsWords tls = new TlsWords();

    @ArgGroup(validate = false, heading = "%nWith a TCP target:%n")
    private TcpWords tcp = new TcpWords();

    @ArgGroup(validate = false, heading = "%nWith a gRPC target:%n")
    private GrpcWords grpc = new GrpcWords();

    /** @throws IllegalArgumentException if the options are wrong, or do not go together */
    BenchPlan plan(String target) {
        within("-c", concurrency, 1, MAX_CONCURRENCY);
        if (requests != null) {
            within("-n", requests, 1, Long.MAX_VALUE - 1);
        }
        positive("-z", duration);
        positive("--timeout", timeout);
        if (rate != null && !(rate > 0)) {
            throw new IllegalArgumentException("--rate: " + rate + " (expected: > 0)");
        }
        Load load = load(SpokenTarget.parse(target));
        int most = connections != null ? connections : load.mode().equals(Mode.lease.name()) ? concurrency : 1;
        within("--connections", most, 1, MAX_CONCURRENCY);
        long count = requests != null ? requests : duration == null ? DEFAULT_REQUESTS : Long.MAX_VALUE;
        return new BenchPlan(
                SpokenTarget.shown(target),
                load,
                concurrency,
                count,
                Optional.ofNullable(duration),
                timeout,
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                new BenchPlan.Wiring(most, Balancing.named(balancer), tls.choice()));
    }

    private Load load(SpokenTarget target) {
        if (target.grpc()) {
            if (tcp.given()) {
                throw new IllegalArgumentException(
                        "an option for TCP targets with a gRPC target (expected: --method, --data, --rate)");
            }
            return grpc.load();
        }
        if (grpc.given()) {
            throw new IllegalArgumentException(
                    "--method or --data with a TCP target (expected: grpc://host:port, or --payload)");
        }
        return tcp.load();
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
