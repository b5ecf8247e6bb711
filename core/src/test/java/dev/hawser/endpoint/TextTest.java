// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void aCauseIsItsKindAndTheFirstLineOfItsMessage() {
        assertThat(Text.of(new IOException("refused\nby the other side"))).isEqualTo("IOException: refused");
        assertThat(Text.of(new IOException())).isEqualTo("IOException");
    }

    /** Some throwables make up their message when asked. One that failed at it took the whole pool with it. */
    @Test
    void aMessageThatCannotBeHadIsLeftOut() {
        assertThat(Text.of(new Unspeakable())).isEqualTo("Unspeakable");
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("as scripted");
        }
    }
}
