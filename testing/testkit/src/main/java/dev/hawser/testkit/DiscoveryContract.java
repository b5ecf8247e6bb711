// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.Discovery.Subscription;
import dev.hawser.endpoint.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Discovery} has to keep. Extend it, supply the source, and run it.
 *
 * <p>All is in virtual time: the discovery gets {@link #time} and {@link #executor}, and {@link #settle} lets both run
 * until a change must have been seen. A discovery that uses threads of its own can override {@code settle}.
 */
public abstract class DiscoveryContract {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofMillis(500);

    protected final FakeTime time = new FakeTime();
    protected final QueuedExecutor executor = new QueuedExecutor();

    /** Two endpoints or more that the source under test shall hold when it is made. */
    protected abstract List<Endpoint> initial();

    /** A discovery whose source holds {@link #initial()}. Called once per test. */
    protected abstract Discovery create() throws Exception;

    /** Makes the source hold these from now on, in whole; false if it can't change. */
    protected abstract boolean change(List<Endpoint> endpoints) throws Exception;

    /** Makes looking up fail from now on, until the next {@link #change}; false if it can't fail. */
    protected abstract boolean breakDown() throws Exception;

    /**
     * Takes away all endpoints of the source, in a way that leaves it no doubt; false if it can't be that certain. Sources
     * that only ask for lists can't: an empty list may be a mistake.
     */
    protected boolean removeAllForCertain() throws Exception {
        return false;
    }

    /** Lets everything happen that is going to happen without a further change. */
    protected void settle() {
        Duration end = time.elapsed().plus(LONG_ENOUGH);
        executor.runAll();
        while (time.elapsed().compareTo(end) < 0) {
            time.advance(STEP);
            executor.runAll();
        }
    }

    private Subscription watch(Discovery discovery, Discovery.Watcher watcher) {
        return discovery.watch(watcher, new Discovery.Context(time, executor));
    }

    private List<Endpoint> fewer() {
        return initial().subList(0, 1);
    }

    @Test
    void theWholeSetArrives() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);

        settle();

        assertThat(heard.latest()).containsExactlyInAnyOrderElementsOf(initial());
        assertThat(heard.failures()).isEmpty();
        watch.close();
    }

    /** Several answers may come while nothing changes, but all say the same and in the same order. */
    @Test
    void anUnchangedSourceIsToldInOneOrder() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);

        settle();

        assertThat(heard.answers().stream().distinct()).hasSize(1);
        watch.close();
    }

    @Test
    void aChangeIsTheWholeNewSet() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);
        settle();

        assumeTrue(change(fewer()), "this source can't change");
        settle();

        assertThat(heard.latest()).isEqualTo(fewer());
        watch.close();
    }

    @Test
    void aFailureIsToldAndGotOver() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);
        settle();

        assumeTrue(breakDown(), "this source can't fail");
        settle();
        assertThat(heard.failures()).isNotEmpty();
        assertThat(heard.latest()).containsExactlyInAnyOrderElementsOf(initial());

        change(fewer());
        settle();
        assertThat(heard.latest()).isEqualTo(fewer());
        watch.close();
    }

    /** A certain end is told as one, and is not for ever. */
    @Test
    void theCertainEndOfAllIsToldAsSuch() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);
        settle();
        assertThat(heard.gone()).isZero();

        assumeTrue(removeAllForCertain(), "this source can't be certain that nothing is left");
        settle();
        assertThat(heard.gone()).isPositive();
        assertThat(heard.latest()).isEmpty();

        change(fewer());
        settle();
        assertThat(heard.latest()).isEqualTo(fewer());
        watch.close();
    }

    @Test
    void nothingIsToldAfterClose() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);
        settle();
        int before = heard.heard();

        watch.close();
        change(fewer());
        settle();

        assertThat(heard.heard()).isEqualTo(before);
    }

    /** At the moment of close a look-up may wait for its thread, or be under way; its answer is dropped. */
    @Test
    void closeDuringALookUpIsHonoured() throws Exception {
        RecordingWatcher heard = new RecordingWatcher();
        Subscription watch = watch(create(), heard);
        int before = heard.heard();

        watch.close();
        settle();

        assertThat(heard.heard()).isEqualTo(before);
    }

    @Test
    void closeLeavesNoTimerAndNoWork() throws Exception {
        Subscription watch = watch(create(), new RecordingWatcher());
        settle();

        watch.close();
        executor.runAll();

        assertThat(time.pending()).isZero();
        time.advance(LONG_ENOUGH);
        assertThat(executor.size()).isZero();
    }

    @Test
    void closeTwiceIsCloseOnce() throws Exception {
        Subscription watch = watch(create(), new RecordingWatcher());
        settle();

        watch.close();

        assertThatCode(watch::close).doesNotThrowAnyException();
    }

    /** Only where the first answer comes after watch() has returned; otherwise there is nothing to close yet. */
    @Test
    void aWatcherMayCloseItsOwnWatch() throws Exception {
        List<Subscription> open = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        open.add(watch(create(), new Counting(calls, () -> open.forEach(Subscription::close))));
        settle();
        change(fewer());
        settle();
        int before = calls.get();

        change(initial());
        settle();

        assertThat(calls.get()).isEqualTo(before);
        assertThat(time.pending()).isZero();
        open.forEach(Subscription::close);
    }

    @Test
    void aWatcherThatThrowsGoesOnHearing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Subscription watch = watch(create(), new Counting(calls, () -> {
            throw new IllegalStateException("thrown by the test's watcher");
        }));
        settle();
        int before = calls.get();

        assumeTrue(change(fewer()), "this source can't change");
        settle();

        assertThat(calls.get()).isGreaterThan(before);
        watch.close();
    }

    @Test
    void watchesAreIndependent() throws Exception {
        Discovery discovery = create();
        RecordingWatcher closed = new RecordingWatcher();
        RecordingWatcher open = new RecordingWatcher();
        Subscription first = watch(discovery, closed);
        Subscription second = watch(discovery, open);

        first.close();
        settle();

        assertThat(open.latest()).containsExactlyInAnyOrderElementsOf(initial());
        second.close();
    }

    @Test
    void aClosedDiscoveryCanBeWatchedAnew() throws Exception {
        Discovery discovery = create();
        watch(discovery, new RecordingWatcher()).close();
        RecordingWatcher heard = new RecordingWatcher();

        Subscription watch = watch(discovery, heard);
        settle();

        assertThat(heard.latest()).containsExactlyInAnyOrderElementsOf(initial());
        watch.close();
    }

    @Test
    void itDescribesItselfOnOneLine() throws Exception {
        assertThat(create().describe()).isNotBlank().doesNotContain("\n");
    }

    /** Counts calls, one at a time, then does something else. */
    private record Counting(AtomicInteger calls, Runnable then) implements Discovery.Watcher {

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            calls.incrementAndGet();
            then.run();
        }

        @Override
        public void onFailure(Throwable cause) {
            calls.incrementAndGet();
        }
    }
}
