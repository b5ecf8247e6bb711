// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HealthOptionsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration AGES = Duration.ofDays(1_000);

    @ParameterizedTest
    @MethodSource
    void whatMakesNoSenseIsRefusedByName(ThrowingCallable options, String message) {
        assertThatThrownBy(options).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    static Stream<Arguments> whatMakesNoSenseIsRefusedByName() {
        OutlierOptions outliers = OutlierOptions.defaults();
        CheckOptions checks = CheckOptions.every(SECOND);
        return Stream.of(
                refused(() -> outliers.withConsecutiveFailures(-1), "consecutiveFailures: -1 (expected: >= 0)"),
                refused(() -> outliers.withSuccessRatio(1.5, 20), "successRatio: 1.5 (expected: 0 to 1)"),
                refused(() -> outliers.withSuccessRatio(Double.NaN, 20), "successRatio: NaN (expected: 0 to 1)"),
                refused(() -> outliers.withSuccessRatio(0.5, 0), "minCalls: 0 (expected: >= 1)"),
                refused(() -> outliers.withEjection(Duration.ZERO, SECOND), "baseEjection: PT0S (expected: > 0)"),
                refused(
                        () -> outliers.withEjection(SECOND, Duration.ZERO),
                        "maxEjection: PT0S (expected: PT1S, which is baseEjection, to PT8760H)"),
                refused(
                        () -> outliers.withEjection(SECOND, AGES),
                        "maxEjection: PT24000H (expected: PT1S, which is baseEjection, to PT8760H)"),
                refused(() -> CheckOptions.every(Duration.ZERO), "period: PT0S (expected: > 0, at most PT8760H)"),
                refused(() -> CheckOptions.every(AGES), "period: PT24000H (expected: > 0, at most PT8760H)"),
                refused(() -> checks.withTimeout(Duration.ZERO), "timeout: PT0S (expected: > 0, at most PT8760H)"),
                refused(() -> checks.withThresholds(0, 1), "unhealthyAfter: 0 (expected: >= 1)"),
                refused(() -> checks.withThresholds(1, 0), "healthyAfter: 0 (expected: >= 1)"));
    }

    private static Arguments refused(ThrowingCallable options, String message) {
        return Arguments.of(options, message);
    }
}
