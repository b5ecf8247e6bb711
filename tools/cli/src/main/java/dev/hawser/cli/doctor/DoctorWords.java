// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.DoctorPlan.Protocol;
import dev.hawser.cli.doctor.DoctorPlan.Security;
import dev.hawser.cli.source.SpokenTarget;
import dev.hawser.cli.tls.TlsWords;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code hawser doctor} as typed; {@link #plan} checks them and says what they come to. */
final class DoctorWords {

    private static final int FIRST = 20;
    private static final int MAX_RATE = 1_000;
    private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofMillis(100);
    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofMinutes(10);

    @Option(
            names = "--protocol",
            defaultValue = "auto",
            paramLabel = "NAME",
            description = "auto, tcp or grpc. auto greets the server as a client of HTTP/2 does, then as one of TLS;"
                    + " tcp sends nothing. Default: auto.")
    private Protocol protocol = Protocol.auto;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "gRPC: whose health to ask for. Default: the server's.")
    private String service = "";

    @Option(
            names = "--keepalive",
            paramLabel = "TIME",
            description =
                    "The interval of pings without calls that you plan: sends some at that interval. Default: a few"
                            + " at once, which shows whether the server limits them.")
    private @Nullable Duration keepAlive;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Makes N health calls (TCP: connections) to each endpoint within a second. Default: none.")
    private @Nullable Double rate;

    @Option(names = "--all", description = "Looks at all endpoints. Default: the first " + FIRST + ".")
    private boolean all;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "For resolving, and for each step with each endpoint. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @ArgGroup(validate = false, heading = "%nTLS, otherwise found out by asking:%n")
    private TlsWords tls = new TlsWords();

    @Option(names = "--plaintext", description = "Does not try TLS.")
    private boolean plaintext;

    /** @throws IllegalArgumentException if the options are wrong, or do not go together */
    DoctorPlan plan(SpokenTarget target) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("--timeout: " + timeout + " (expected: >= 1ms)");
        }
        if (rate != null && !(rate >= 1 && rate <= MAX_RATE)) {
            throw new IllegalArgumentException("--rate: " + rate + " (expected: 1 to " + MAX_RATE + ")");
        }
        if (keepAlive != null
                && (keepAlive.compareTo(SHORTEST_KEEP_ALIVE) < 0 || keepAlive.compareTo(LONGEST_KEEP_ALIVE) > 0)) {
            throw new IllegalArgumentException("--keepalive: " + keepAlive + " (expected: 100ms to 10m)");
        }
        if (target.grpc() && protocol == Protocol.tcp) {
            throw new IllegalArgumentException("--protocol tcp with a gRPC target (expected: one of them)");
        }
        Protocol spoken = target.grpc() ? Protocol.grpc : protocol;
        if (spoken == Protocol.tcp && (keepAlive != null || !service.isEmpty())) {
            throw new IllegalArgumentException("--keepalive or --service with TCP (expected: --protocol grpc or auto)");
        }
        return new DoctorPlan(
                target.topic(),
                timeout,
                all ? Integer.MAX_VALUE : FIRST,
                spoken,
                security(),
                service,
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                Optional.ofNullable(keepAlive));
    }

    private Security security() {
        TlsWords.Choice choice = tls.choice();
        if (plaintext && choice.on()) {
            throw new IllegalArgumentException("--plaintext with an option for TLS (expected: one of them)");
        }
        if (choice.identity().isPresent() && choice.authorities().isEmpty()) {
            throw new IllegalArgumentException("--cert without --ca (expected: both)");
        }
        Security.Mode mode = plaintext ? Security.Mode.PLAINTEXT : choice.on() ? Security.Mode.TLS : Security.Mode.AUTO;
        return new Security(mode, choice);
    }
}
