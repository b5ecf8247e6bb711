// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateReasonTest {

    @Test
    void everyChangeHasAReason() {
        for (EndpointState from : EndpointState.values()) {
            for (EndpointState to : EndpointState.values()) {
                assertThat(StateReason.of(from, to, Optional.empty(), "a call succeeded"))
                        .as(from + " to " + to)
                        .isNotBlank();
            }
        }
    }

    /** A rate that is used up at that moment was once given as the reason for coming up. */
    @Test
    void whatHindersAnEndpointIsNotWhyItCameUp() {
        Unavailable busy = new Unavailable.RateLimited(Duration.ofMillis(3));

        assertThat(StateReason.of(EndpointState.DOWN, EndpointState.UP, Optional.of(busy), ""))
                .isEqualTo("connected again");
    }

    @Test
    void theEndOfAnEjectionSaysWhatEndedIt() {
        assertThat(StateReason.of(EndpointState.EJECTED, EndpointState.UP, Optional.empty(), "a call succeeded"))
                .isEqualTo("a call succeeded");
    }

    @Test
    void anEjectionDuringAPanicSaysWhyAlthoughTheEndpointServes() {
        assertThat(StateReason.of(EndpointState.UP, EndpointState.EJECTED, Optional.empty(), "5 failures in a row"))
                .isEqualTo("ejected: 5 failures in a row");
    }
}
