// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NestingTest {
    private static final int LONG = 100_000;

    private final Nesting<Link> nesting = new Nesting<>(Link::act);
    private int depth;
    private int deepest;
    private int told;
    private int acted;

    /** A decision's effects: something that answers at once, which is the next decision, and news of it. */
    private final class Link implements Nesting.Batch {
        private final int left;

        Link(int left) {
            this.left = left;
        }

        void act() {
            depth++;
            deepest = Math.max(deepest, depth);
            acted++;
            if (left > 0) {
                nesting.run(new Link(left - 1));
            }
            nesting.callOut(() -> told++);
            depth--;
        }

        @Override
        public boolean callsOut() {
            return true;
        }
    }

    /**
     * Ten thousand endpoints that were connected to at once, with an executor that runs tasks on the calling thread, overflowed
     * the stack: what was put off was done behind each listener that was told, one level deeper each time.
     */
    @Test
    void aLongChainWhoseLinksAreToldStaysShallow() {
        nesting.run(new Link(LONG));

        assertThat(acted).isEqualTo(LONG + 1);
        assertThat(told).isEqualTo(LONG + 1);
        assertThat(deepest).isLessThan(50);
        assertThat(nesting.isInside()).isFalse();
    }

    @Test
    void aChainThatAListenerBeginsIsDoneWhenItHasReturned() {
        nesting.callOut(() -> nesting.run(new Link(LONG)));

        assertThat(acted).isEqualTo(LONG + 1);
        assertThat(deepest).isLessThan(50);
        assertThat(nesting.isInside()).isFalse();
    }

    /** Whoever is about to wait must find done what led there. */
    @Test
    void nothingIsPutOffForAThreadThatIsGoingToWait() {
        nesting.callOut(() -> {
            nesting.runNow(new Link(LONG));
            assertThat(acted).isEqualTo(LONG + 1);
        });

        assertThat(deepest).isLessThan(50);
    }
}
