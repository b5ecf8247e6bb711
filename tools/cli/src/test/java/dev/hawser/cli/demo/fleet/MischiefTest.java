// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MischiefTest {

    @Test
    void whatAFlakyServerDoesIsRepeatableAndAsRareAsSaid() {
        Random random = new Random(7);
        long mischief = 0;
        for (int n = 0; n < 10_000; n++) {
            mischief += Mischief.next(0.02, random) == Mischief.NONE ? 0 : 1;
        }

        assertThat(mischief).isBetween(150L, 250L);
        assertThat(Mischief.next(0, random)).isEqualTo(Mischief.NONE);
        assertThat(Mischief.next(1, random)).isNotEqualTo(Mischief.NONE);
    }
}
