// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventCollectorTest {
    private static final Address ENDPOINT = Address.parse("10.0.0.1:7001");

    private final FakeTime time = new FakeTime();
    private final QueuedExecutor threads = new QueuedExecutor();
    private final List<List<TimelineEntry>> published = new ArrayList<>();
    private final EventCollector collector =
            new EventCollector(time, () -> Instant.EPOCH.plus(time.elapsed()), threads, published::add);

    private static PoolEvent opened(int millis) {
        return new PoolEvent.ConnectionOpened("kv", ENDPOINT, Duration.ofMillis(millis));
    }

    /** The pool's thread does nothing but put it down. */
    @Test
    void hearingPublishesNothingByItself() {
        collector.hear(opened(1));

        assertThat(published).isEmpty();
        assertThat(threads.size()).isZero();
    }

    @Test
    void eventsAreGatheredForATenthOfASecond() {
        collector.hear(opened(1));
        time.advance(Duration.ofMillis(50));
        collector.hear(opened(2));
        time.advance(Duration.ofMillis(50));
        threads.runAll();

        assertThat(published).hasSize(1);
        assertThat(published.get(0))
                .extracting(TimelineEntry::text)
                .containsExactly("10.0.0.1:7001: connected in 2ms", "10.0.0.1:7001: connected in 1ms");
        assertThat(published.get(0).get(0).at()).isEqualTo(Instant.ofEpochMilli(50));
    }

    @Test
    void eventsAreToldTenTimesASecondAtMost() {
        for (int i = 0; i < 1000; i++) {
            collector.hear(opened(i));
            time.advance(Duration.ofMillis(1));
            threads.runAll();
        }

        assertThat(published).hasSizeBetween(5, 10);
    }

    @Test
    void whatComesAfterAReadingIsReadLater() {
        collector.hear(opened(1));
        time.advance(Duration.ofMillis(100));
        threads.runAll();

        collector.hear(opened(2));
        time.advance(Duration.ofMillis(100));
        threads.runAll();

        assertThat(published).hasSize(2);
    }

    /** Nobody reads, because all threads are busy: the queue stays as it may be, and the loss is told. */
    @Test
    void whatDoesNotFitIsCountedAndLost() {
        for (int i = 0; i < EventCollector.MOST_UNREAD + 100; i++) {
            collector.hear(opened(1));
        }
        time.advance(Duration.ofSeconds(1));
        threads.runAll();

        assertThat(published.get(0)).hasSize(EventCollector.MOST_AT_ONCE);
        assertThat(published.get(0).get(0).text()).startsWith("100 events lost");
        assertThat(collector.entries(Optional.of("kv"), Optional.empty(), 5000))
                .extracting(TimelineEntry::kind)
                .contains("EventsLost");
    }

    @Test
    void aForgottenPoolHasNoEvents() {
        collector.hear(opened(1));
        collector.hear(new PoolEvent.LeaseRefused("kv", Duration.ZERO, false, "full"));
        time.advance(Duration.ofSeconds(1));
        threads.runAll();
        assertThat(collector.failures(Optional.of("kv"), 10)).hasSize(1);

        collector.forget("kv");

        assertThat(collector.entries(Optional.empty(), Optional.empty(), 10)).isEmpty();
        assertThat(collector.failures(Optional.empty(), 10)).isEmpty();
    }

    /** Nothing was read any more, and nothing said so. */
    @Test
    void anEventThatCannotBePutIntoWordsIsNotTheLastThatIsRead() {
        Duration tooLong = Duration.ofSeconds(Long.MAX_VALUE);
        collector.hear(new PoolEvent.ConnectionOpened("kv", ENDPOINT, tooLong));
        collector.hear(opened(1));
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(threads::runAll).isInstanceOf(ArithmeticException.class);

        time.advance(Duration.ofSeconds(1));
        threads.runAll();

        assertThat(published).hasSize(1);
    }
}
