// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.cli.demo.fleet.Names;
import dev.hawser.cli.demo.traffic.Outage;
import dev.hawser.cli.demo.traffic.Scoreboard;
import dev.hawser.cli.demo.traffic.Standing;
import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.EndpointState;
import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final Address SWIFT = Address.parse("127.0.0.1:7001");
    private static final Address STEADY = Address.parse("127.0.0.1:7002");

    private static final Names NAMES = new Names() {
        @Override
        public String nameOf(Address address) {
            return address.equals(SWIFT) ? "swift" : "steady";
        }

        @Override
        public int order(Address address) {
            return address.equals(SWIFT) ? 0 : 1;
        }
    };

    private double now;
    private final Outage outage = new Outage(STEADY);
    private final Scoreboard scores = new Scoreboard(outage, () -> now);
    private final Reporter reporter = new Reporter(false);

    private static List<Standing> endpoints() {
        return List.of(
                new Standing(Endpoint.of(STEADY).withWeight(1), EndpointState.UP, "", "1/0/8"),
                new Standing(Endpoint.of(SWIFT).withWeight(3), EndpointState.UP, "", "3/0/8"));
    }

    private static DemoReport report(Reporter reporter, Outage outage, double seconds) {
        reporter.tcp(outage.report());
        return reporter.report(seconds, List.of());
    }

    private DemoReport example() {
        for (int n = 0; n < 75; n++) {
            scores.answered(SWIFT, MILLI);
        }
        for (int n = 0; n < 22; n++) {
            scores.answered(STEADY, 3 * MILLI);
        }
        outage.killed(6);
        now = 6.04;
        scores.failed(STEADY, new SocketException("Connection reset"));
        scores.failed(STEADY, new EOFException());
        outage.restored(13.5);
        now = 14;
        scores.answered(STEADY, 3 * MILLI);
        scores.refused(new EOFException());
        reporter.add("exclusive", endpoints(), scores, NAMES);
        reporter.tcp(outage.report());
        return reporter.report(30, List.of(new Diary.Entry(6, "scenario", "kill -9 4711")));
    }

    @Test
    void theSumsAddUp() {
        DemoReport report = example();

        assertThat(report.ok()).isTrue();
        assertThat(report.requests()).isEqualTo(new DemoReport.Requests(101, 98, 2, 1, 0.970297));
        assertThat(report.errors())
                .containsExactly(
                        new DemoReport.ErrorCount("closed by the server", 2),
                        new DemoReport.ErrorCount("connection reset", 1));
        assertThat(report.latencyMs().p50()).isEqualTo(1.0);
        assertThat(report.latencyMs().max()).isBetween(3.0, 3.01);
        assertThat(report.outage()).isEqualTo(new DemoReport.Outage("steady", 6, 2, 40.0, 13.5, 500.0));
    }

    @Test
    void sharesAreOfThePoolsAnswersAndServersComeInTheOrderOfTheirRoles() {
        assertThat(example().pools().get(0).servers())
                .extracting(DemoReport.Server::name, DemoReport.Server::share)
                .containsExactly(tuple("swift", 0.7653), tuple("steady", 0.2347));
    }

    @Test
    void aPoolThroughWhichNothingWasAnsweredIsAProblem() {
        reporter.add("exclusive", endpoints(), scores, NAMES);

        DemoReport report = report(reporter, outage, 1);

        assertThat(report.ok()).isFalse();
        assertThat(report.problems()).containsExactly("no request through the exclusive pool was answered");
        assertThat(report.outage()).isNull();
    }

    /** Unless the user left before it could have been. */
    @Test
    void aServerThatCameBackAndIsNotUsedIsAProblem() {
        scores.answered(SWIFT, MILLI);
        outage.killed(6);
        outage.restored(13.5);
        Reporter early = new Reporter(true);
        List.of(early, reporter).forEach(each -> each.add("exclusive", endpoints(), scores, NAMES));

        assertThat(report(early, outage, 14).ok()).isTrue();
        assertThat(report(reporter, outage, 30).problems())
                .containsExactly("steady was not used again after it came back");
    }

    @Test
    void theSummaryForPeopleSaysWhatTheDeathOfAServerCost() {
        List<String> lines = new ReportText(false).lines(example(), 100);

        assertThat(lines)
                .containsSubsequence(
                        "Summary   30.0 s",
                        "  Requests  101, 97.0 % answered",
                        "  Errors    2 × closed by the server, 1 × connection reset",
                        "  Latency   p50 1.00 ms, p90 3.00 ms, p99 3.00 ms, max 3.00 ms",
                        "  SERVER      WEIGHT  REQUESTS    SHARE       P50       P99       MAX  ERRORS",
                        "  exclusive",
                        "    swift          3        75   76.5 %   1.00 ms   1.00 ms   1.00 ms       0",
                        "    steady         1        25   23.5 %   3.00 ms   3.00 ms   3.00 ms       2",
                        "  Outage    steady was killed (kill -9) at 6.0 s",
                        "            2 requests failed because of it, the last after 40.0 ms;"
                                + " then the others took its share",
                        "            it was back at 13.5 s and answered again after 500 ms");
        assertThat(lines).allMatch(line -> Width.of(line) <= 100);
    }
}
