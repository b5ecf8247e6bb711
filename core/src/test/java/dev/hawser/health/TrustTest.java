// SPDX-License-Identifier: Apache-2.0
package dev.hawser.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state with every input. */
class TrustTest extends WatchedGroup {

    /** PT16. What the picture in {@link Trust} shows, and that nothing else happens. */
    @ParameterizedTest
    @CsvSource({
        "TRUSTED,   FAILURES,         EJECTED",
        "TRUSTED,   TIME,             TRUSTED",
        "TRUSTED,   ENTER,            TRUSTED",
        "TRUSTED,   SUCCESS,          TRUSTED",
        "TRUSTED,   PROBE_SUCCEEDED,  TRUSTED",
        "TRUSTED,   PROBE_FAILED,     TRUSTED",
        "TRUSTED,   PROBE_GIVEN_BACK, TRUSTED",
        "TRUSTED,   CHECKS_FAIL,      UNFIT",
        "TRUSTED,   CHECKS_PASS,      TRUSTED",
        "EJECTED,   FAILURES,         EJECTED",
        "EJECTED,   TIME,             HALF_OPEN",
        "EJECTED,   ENTER,            EJECTED",
        "EJECTED,   SUCCESS,          EJECTED",
        "EJECTED,   PROBE_SUCCEEDED,  EJECTED",
        "EJECTED,   PROBE_FAILED,     EJECTED",
        "EJECTED,   PROBE_GIVEN_BACK, EJECTED",
        "EJECTED,   CHECKS_FAIL,      UNFIT",
        "EJECTED,   CHECKS_PASS,      TRUSTED",
        "HALF_OPEN, FAILURES,         HALF_OPEN",
        "HALF_OPEN, TIME,             HALF_OPEN",
        "HALF_OPEN, ENTER,            PROBING",
        "HALF_OPEN, SUCCESS,          HALF_OPEN",
        "HALF_OPEN, PROBE_SUCCEEDED,  HALF_OPEN",
        "HALF_OPEN, PROBE_FAILED,     HALF_OPEN",
        "HALF_OPEN, PROBE_GIVEN_BACK, HALF_OPEN",
        "HALF_OPEN, CHECKS_FAIL,      UNFIT",
        "HALF_OPEN, CHECKS_PASS,      TRUSTED",
        "PROBING,   FAILURES,         PROBING",
        "PROBING,   TIME,             PROBING",
        "PROBING,   ENTER,            PROBING",
        "PROBING,   SUCCESS,          PROBING",
        "PROBING,   PROBE_SUCCEEDED,  TRUSTED",
        "PROBING,   PROBE_FAILED,     EJECTED",
        "PROBING,   PROBE_GIVEN_BACK, HALF_OPEN",
        "PROBING,   CHECKS_FAIL,      UNFIT",
        "PROBING,   CHECKS_PASS,      TRUSTED",
        "UNFIT,     FAILURES,         UNFIT",
        "UNFIT,     TIME,             UNFIT",
        "UNFIT,     ENTER,            UNFIT",
        "UNFIT,     SUCCESS,          UNFIT",
        "UNFIT,     PROBE_SUCCEEDED,  UNFIT",
        "UNFIT,     PROBE_FAILED,     UNFIT",
        "UNFIT,     PROBE_GIVEN_BACK, UNFIT",
        "UNFIT,     CHECKS_FAIL,      UNFIT",
        "UNFIT,     CHECKS_PASS,      TRUSTED",
    })
    void eachStateWithEachInput(Trust state, Input input, Trust then) {
        EndpointHealth one = groupOf(4).get(0);
        long ticket = bring(one, state);

        apply(input, one, ticket);

        assertThat(one.trust()).isEqualTo(then);
    }

    @Test
    void aLateEndingOfAnOlderProbeChangesNothing() {
        EndpointHealth one = groupOf(2).get(0);
        long first = bring(one, Trust.PROBING);
        one.giveBack(first);
        long second = one.tryEnter();

        one.giveBack(first);
        assertThat(detector.probeSucceeded(one, first, now)).isEmpty();
        assertThat(detector.probeFailed(one, first, now)).isEmpty();

        assertThat(one.trust()).isEqualTo(Trust.PROBING);
        assertThat(detector.probeSucceeded(one, second, now)).hasSize(1);
    }

    private enum Input {
        FAILURES,
        TIME,
        ENTER,
        SUCCESS,
        PROBE_SUCCEEDED,
        PROBE_FAILED,
        PROBE_GIVEN_BACK,
        CHECKS_FAIL,
        CHECKS_PASS
    }

    private void apply(Input input, EndpointHealth one, long ticket) {
        switch (input) {
            case FAILURES -> fail(one, 5);
            case TIME -> detector.advance(now + 400 * SECOND);
            case ENTER -> one.tryEnter();
            case SUCCESS -> one.succeeded();
            case PROBE_SUCCEEDED -> detector.probeSucceeded(one, ticket, now);
            case PROBE_FAILED -> detector.probeFailed(one, ticket, now);
            case PROBE_GIVEN_BACK -> one.giveBack(ticket);
            case CHECKS_FAIL -> detector.unfit(one, "NOT_SERVING");
            case CHECKS_PASS -> detector.fit(one, now);
        }
    }
}
