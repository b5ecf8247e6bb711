// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Counters that never fall, whatever they are made from. */
class TallyTest {

    @Test
    void whatFailsIsNoSuccess() {
        Tally tally = Tally.ZERO.after(10, 0).after(20, 5);

        assertThat(tally.success()).isEqualTo(15);
        assertThat(tally.failure()).isEqualTo(5);
    }

    @Test
    void aFailureThatIsKnownLaterTakesNoSuccessBack() {
        Tally tally = Tally.ZERO.after(10, 0).after(10, 1);

        assertThat(tally.success()).isEqualTo(10);
        assertThat(tally.after(12, 1).success()).isEqualTo(11);
    }

    @Test
    void anEndpointThatCameBackGoesOnWhereItWas() {
        Tally tally = Tally.ZERO.after(10, 2).after(3, 1);

        assertThat(tally.success()).isEqualTo(10);
        assertThat(tally.failure()).isEqualTo(3);
    }

    @Test
    void neitherCountEverFalls() {
        SplittableRandom random = new SplittableRandom(1);
        Tally tally = Tally.ZERO;
        for (int i = 0; i < 10_000; i++) {
            int total = random.nextInt(100);
            Tally next = tally.after(total, random.nextInt(total + 1));
            assertThat(next.success()).isGreaterThanOrEqualTo(tally.success());
            assertThat(next.failure()).isGreaterThanOrEqualTo(tally.failure());
            tally = next;
        }
    }
}
