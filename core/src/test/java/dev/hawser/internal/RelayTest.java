// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On the thread that tells. */
class RelayTest {

    private static final PoolEvent NEWS = new PoolEvent.LeaderChanged(
            "kv", Optional.empty(), Optional.empty(), "as scripted");

    private final List<PoolEvent> heard = new ArrayList<>();

    private static Relay relay(PoolListener listener) {
        Time still = new Time() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public Scheduled schedule(long delayNanos, Runnable task) {
                return () -> {};
            }
        };
        Resources resources = new Resources(still, Runnable::run, () -> {});
        return new Relay(new Relay.Terms("kv", resources, Runnable::run), List.of(listener));
    }

    /** Loggers ask what they are to show for its text, and let through what that throws: nothing was told any more. */
    @Test
    void aListenerThatThrowsWhatCannotBeShownHearsTheRest() {
        Relay relay = relay(event -> {
            heard.add(event);
            throw new Unspeakable();
        });

        relay.tell(NEWS);
        relay.tell(NEWS);

        assertThat(relay.close()).isTrue();
        assertThat(heard).containsExactly(NEWS, NEWS, new PoolEvent.PoolClosed("kv"));
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Relay relay = relay(heard::add);

        relay.close();
        relay.tell(NEWS);
        relay.close();

        assertThat(heard).containsExactly(new PoolEvent.PoolClosed("kv"));
    }

    /** What it causes itself comes after what it is being told. */
    @Test
    void aListenerIsNotCalledFromWithinItself() {
        List<String> order = new ArrayList<>();
        Relay[] itself = new Relay[1];
        itself[0] = relay(event -> {
            order.add("begins");
            if (order.size() == 1) {
                itself[0].tell(NEWS);
            }
            order.add("ends");
        });

        itself[0].tell(NEWS);

        assertThat(order).containsExactly("begins", "ends", "begins", "ends");
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("as scripted");
        }
    }
}
