// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.balance.Balancers;
import dev.hawser.cli.tls.TlsWords;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.limit.RateLimit;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchReporterTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final Address GOOD = Address.parse("127.0.0.1:6379");
    private static final Address DEAD = Address.parse("127.0.0.1:6380");

    private static final BenchPlan PLAN = new BenchPlan(
            "tcp://127.0.0.1:6379,127.0.0.1:6380",
            new Load.Tcp(Load.Tcp.Mode.lease, new byte[1], Reply.exactly(1, new byte[0]), RateLimit.none()),
            10,
            101,
            Optional.empty(),
            Duration.ofSeconds(5),
            OptionalDouble.empty(),
            new BenchPlan.Wiring(10, Balancers.roundRobin(), TlsWords.Choice.PLAINTEXT));

    /** Longer than a table has room for. */
    private static final String WHY = "down for 2s (3 failures, last: connect to 127.0.0.1:6380: Connection refused)";

    private static List<Standing> endpoints() {
        return List.of(
                new Standing(GOOD, EndpointState.UP, "", 10, 0), new Standing(DEAD, EndpointState.DOWN, WHY, 0, 3));
    }

    private static BenchReport example() {
        Tally tally = new Tally();
        for (int n = 1; n <= 100; n++) {
            tally.answered(GOOD, MILLI / 10, n * MILLI);
        }
        tally.failed(GOOD, 0, new EOFException());
        return BenchReporter.report(
                PLAN, endpoints(), tally, Duration.ofSeconds(2).toNanos(), false);
    }

    @Test
    void theSumsAddUp() {
        BenchReport report = example();

        assertThat(report.ok()).isTrue();
        assertThat(report.requests()).isEqualTo(101);
        assertThat(report.answered()).isEqualTo(100);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.requestsPerSecond()).isEqualTo(50.5);
        assertThat(report.errors()).containsExactly(new BenchReport.ErrorCount("closed by the server", 1));
        assertThat(report.histogram().stream().mapToLong(BenchReport.Bar::count).sum())
                .isEqualTo(100);
        assertThat(report.endpoints()).extracting(BenchReport.Server::share).containsExactly(1.0, 0.0);
        assertThat(report.leaseWaitMs().p99()).isEqualTo(0.1);
    }

    @Test
    void theFirstBarIsTheFastestAndTheLastTheSlowest() {
        List<BenchReport.Bar> bars = example().histogram();

        assertThat(bars).hasSize(BenchReporter.BARS);
        assertThat(bars.get(0)).isEqualTo(new BenchReport.Bar(1.0, 1));
        assertThat(bars.get(bars.size() - 1).upToMs()).isBetween(100.0, 100.1);
        assertThat(bars.subList(1, bars.size())).allMatch(bar -> bar.count() >= 9 && bar.count() <= 11);
    }

    @Test
    void nothingAnsweredIsNotOk() {
        Tally tally = new Tally();
        tally.refused(new EOFException());

        BenchReport report = BenchReporter.report(PLAN, endpoints(), tally, 1, true);

        assertThat(report.ok()).isFalse();
        assertThat(report.interrupted()).isTrue();
        assertThat(report.histogram()).isEmpty();
        assertThat(String.join("\n", new BenchText(false).lines(report, 100))).contains("Slowest:      -");
    }

    @Test
    void usersOfGhzFindTheirWay() {
        List<String> lines = new BenchText(false).lines(example(), 100);

        assertThat(lines)
                .containsSubsequence(
                        "Summary:",
                        "  Count:        101",
                        "  Total:        2.00 s",
                        "  Fastest:      1.00 ms",
                        "  Requests/sec: 50.5",
                        "Response time histogram:",
                        "   1.00 ms  [1]  |∎∎∎∎",
                        "Latency distribution:",
                        "           ANSWER IN  WAIT FOR A CONNECTION",
                        "Status distribution:",
                        "  [OK]  100 answers",
                        "Error distribution:",
                        "  [1]  closed by the server",
                        "Endpoints:",
                        "  ADDRESS         STATE  REQUESTS    SHARE       P50       P99  OPENED  ERRORS",
                        "  127.0.0.1:6379  up          101  100.0 %   50.0 ms   99.0 ms      10       1",
                        "  127.0.0.1:6380  down          0    0.0 %         -         -       0       0",
                        "  127.0.0.1:6380: down for 2s (3 failures, last: connect to 127.0.0.1:6380: Connection refused)");
        assertThat(String.join("", lines)).doesNotContain("\033");
    }
}
