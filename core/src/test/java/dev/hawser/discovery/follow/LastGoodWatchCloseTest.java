// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.SystemTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastGoodWatchCloseTest {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<@Nullable LastGoodWatch> watch = new AtomicReference<>();

    /** Answers inside of watch(), as a fixed list, a file or an in-memory registry does. */
    private final Discovery answersAtOnce = new Discovery() {
        @Override
        public Subscription watch(Watcher watcher, Context context) {
            open.incrementAndGet();
            watcher.onEndpoints(List.of(Endpoint.of("a:1")));
            return open::decrementAndGet;
        }

        @Override
        public String describe() {
            return "answers at once";
        }
    };

    private final LastGoodWatch.Follower closer = new LastGoodWatch.Follower() {
        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            LastGoodWatch own = watch.get();
            if (own != null) {
                own.close();
            }
        }

        @Override
        public void onProblem(LastGood.Problem problem) {}
    };

    /** Close had nothing to close yet, and what it should have closed came right after it: nobody closed that. */
    @Test
    void aWatchThatIsClosedBeforeItHasBegunLeavesNothingOpen() {
        try (SystemTime time = new SystemTime("test")) {
            LastGoodWatch own = new LastGoodWatch(answersAtOnce, EmptyAnswer.IGNORE, time, closer);
            watch.set(own);

            own.start(Runnable::run);

            assertThat(open).hasValue(0);
        }
    }

    @Test
    void aWatchThatIsClosedBeforeItIsStartedWatchesNothing() {
        try (SystemTime time = new SystemTime("test")) {
            LastGoodWatch own = new LastGoodWatch(answersAtOnce, EmptyAnswer.IGNORE, time, closer);
            own.close();

            own.start(Runnable::run);

            assertThat(open).hasValue(0);
        }
    }
}
