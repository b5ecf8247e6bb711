// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hawser.endpoint.Address;
import org.junit.jupiter.api.Test;

class OutageTest {

    private static final Address VICTIM = Address.parse("127.0.0.1:7001");
    private static final Address OTHER = Address.parse("127.0.0.1:7002");

    private final Outage outage = new Outage(VICTIM);

    @Test
    void onlyFailuresOfTheDeadServerWhileItIsDeadCount() {
        outage.ended(VICTIM, false, 1);
        outage.killed(2);
        outage.ended(OTHER, false, 2.1);
        outage.ended(VICTIM, false, 2.2);
        outage.ended(VICTIM, false, 2.5);
        outage.restored(4);
        outage.ended(VICTIM, false, 4.1);

        Outage.Report report = outage.report();

        assertThat(report.failedRequests()).isEqualTo(2);
        assertThat(report.lastRequestAfter().getAsDouble()).isEqualTo(0.5, within(1e-9));
        assertThat(report.usedAgainAfter()).isEmpty();
    }

    @Test
    void itIsUsedAgainWithItsFirstAnswerAfterItCameBack() {
        outage.killed(2);
        outage.restored(4);
        outage.ended(VICTIM, false, 4.2);
        outage.ended(OTHER, true, 4.3);
        outage.ended(VICTIM, true, 4.75);
        outage.ended(VICTIM, true, 5);

        assertThat(outage.report().usedAgainAfter().getAsDouble()).isEqualTo(0.75, within(1e-9));
    }

    @Test
    void whatDidNotHappenIsAbsent() {
        Outage.Report report = outage.report();

        assertThat(report.killedAt()).isEmpty();
        assertThat(report.restoredAt()).isEmpty();
        assertThat(report.lastRequestAfter()).isEmpty();
        assertThat(report.failedRequests()).isZero();
    }
}
