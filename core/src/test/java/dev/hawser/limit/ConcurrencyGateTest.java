// SPDX-License-Identifier: Apache-2.0
package dev.hawser.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConcurrencyGateTest {

    private final ConcurrencyGate gate = new ConcurrencyGate(ConcurrencyLimit.of(2));

    @Test
    void letsInAsManyAsThereArePermits() {
        assertThat(gate.tryAcquire()).isTrue();
        assertThat(gate.tryAcquire()).isTrue();

        assertThat(gate.tryAcquire()).isFalse();

        assertThat(gate.inUse()).isEqualTo(2);
        assertThat(gate.available()).isZero();
    }

    @Test
    void aReleaseLetsTheNextOneIn() {
        assertThat(gate.tryAcquire()).isTrue();
        assertThat(gate.tryAcquire()).isTrue();

        gate.release();

        assertThat(gate.tryAcquire()).isTrue();
        assertThat(gate.tryAcquire()).isFalse();
    }

    @Test
    void aReleaseTooManyIsReportedAndMakesNoRoom() {
        assertThatThrownBy(gate::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inUse: 0");

        assertThat(gate.inUse()).isZero();
        assertThat(gate.available()).isEqualTo(2);
    }

    @Test
    void withoutLimitItStillCounts() {
        ConcurrencyGate open = new ConcurrencyGate(ConcurrencyLimit.none());

        assertThat(open.tryAcquire()).isTrue();

        assertThat(open.inUse()).isEqualTo(1);
        assertThat(open).hasToString("1 in use, unlimited");
    }

    @Test
    void zeroPermitsAreRefused() {
        assertThatThrownBy(() -> ConcurrencyLimit.of(0)).hasMessage("permits: 0 (expected: >= 1)");
    }
}
