// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTextTest {

    private static final Address A = Address.parse("10.0.0.1:7001");

    private static final DoctorReport REPORT = DoctorReport.of(
            "consul:///greeter",
            "consul://127.0.0.1:8500/greeter",
            new Doctor.Outcome(
                    1,
                    1,
                    List.of(
                            Finding.Of.source("resolve").ok("1 endpoint in 12ms"),
                            Finding.Of.endpoint("connect", A).ok("in 1.2ms"),
                            Finding.Of.endpoint("certificate", A)
                                    .warn(
                                            "it expires in 9 days",
                                            "renew it before 2026-12-01T00:00:00Z, and see why that has not happened by"
                                                    + " itself."),
                            Finding.Of.endpoint("health", A).fail("NOT_SERVING", "see its log."),
                            Finding.Of.source("rate").skip("not tried"))),
            false,
            1.234);

    @Test
    void findingsAreGroupedAndHintsAreWrappedBelowThem() {
        assertThat(new DoctorText(false).lines(REPORT, 80))
                .containsExactly(
                        "consul://127.0.0.1:8500/greeter",
                        "  OK    resolve      1 endpoint in 12ms",
                        "",
                        "10.0.0.1:7001",
                        "  OK    connect      in 1.2ms",
                        "  WARN  certificate  it expires in 9 days",
                        "                     → renew it before 2026-12-01T00:00:00Z, and see why that",
                        "                     has not happened by itself.",
                        "  FAIL  health       NOT_SERVING",
                        "                     → see its log.",
                        "",
                        "all endpoints",
                        "  -     rate         not tried",
                        "",
                        "2 OK, 1 WARN, 1 FAIL, 1 not looked at; 1 of 1 endpoint in 1.2 s");
    }

    @Test
    void linesKeepToEightyColumns() {
        assertThat(new DoctorText(false).lines(REPORT, 80))
                .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(80));
    }

    @Test
    void coloursAreOnlyThereWhenAskedFor() {
        assertThat(String.join("", new DoctorText(false).lines(REPORT, 80))).doesNotContain("\033");
        assertThat(new DoctorText(true).lines(REPORT, 80)).contains("  \033[31mFAIL\033[0m  health       NOT_SERVING");
    }

    @Test
    void onlyFailuresMakeItFail() {
        assertThat(REPORT.ok()).isFalse();
        assertThat(DoctorReport.of(
                                "t",
                                "s",
                                new Doctor.Outcome(
                                        1,
                                        1,
                                        List.of(Finding.Of.endpoint("health", A).warn("none", "add one"))),
                                false,
                                1)
                        .ok())
                .isTrue();
    }
}
