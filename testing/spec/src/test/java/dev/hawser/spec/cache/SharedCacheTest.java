// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.cache.CacheClosedException;
import dev.hawser.cache.CacheEvent;
import dev.hawser.cache.CacheFullException;
import dev.hawser.cache.CacheOptions;
import dev.hawser.cache.CacheTimeoutException;
import dev.hawser.cache.Handle;
import dev.hawser.cache.LoadFailedException;
import dev.hawser.cache.SharedCache;
import dev.hawser.spec.cache.ScriptedLoader.Thing;
import dev.hawser.testkit.FakeTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of a cache that counts its holders, in virtual time. */
@Timeout(60)
class SharedCacheTest {

    private final FakeTime time = new FakeTime();
    private final ScriptedLoader loader = new ScriptedLoader();
    private final List<CacheEvent<String>> events = new CopyOnWriteArrayList<>();
    private final SharedCache<String, Thing> cache = cache(CacheOptions.defaults());

    private SharedCache<String, Thing> cache(CacheOptions options) {
        return new SharedCache<>("cache 'test'", loader, options, events::add, time);
    }

    private static <T> T now(CompletableFuture<T> future) {
        assertThat(future).as("answered by now").isDone();
        return future.join();
    }

    private Handle<String, Thing> take(String key) {
        return now(cache.acquireAsync(key));
    }

    private List<Integer> opened() {
        List<Integer> counts = new ArrayList<>();
        for (CacheEvent<String> event : events) {
            if (event instanceof CacheEvent.OpenChanged<String> change) {
                counts.add(change.open());
            }
        }
        return counts;
    }

    // Loading

    @Test
    void allWhoAskForAKeyShareOneLoad() {
        loader.prompt = false;
        List<CompletableFuture<Handle<String, Thing>>> askers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            askers.add(cache.acquireAsync("a"));
        }

        loader.succeed(0);

        assertThat(loader.loads).hasSize(1);
        assertThat(askers).allSatisfy(asker -> assertThat(now(asker).value()).isSameAs(loader.made.get(0)));
    }

    @Test
    void aHundredThreadsAtOnceShareOneLoad() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    cache.acquire("a");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }

        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(loader.loads).hasSize(1);
        assertThat(cache.snapshot().entries().get(0).holders()).isEqualTo(100);
    }

    @Test
    void differentKeysLoadAtTheSameTime() {
        loader.prompt = false;

        CompletableFuture<Handle<String, Thing>> a = cache.acquireAsync("a");
        CompletableFuture<Handle<String, Thing>> b = cache.acquireAsync("b");
        loader.succeed(1);

        assertThat(b).isDone();
        assertThat(a).isNotDone();
    }

    @Test
    void whatIsThereIsGivenWithoutALoad() {
        Thing first = take("a").value();

        assertThat(take("a").value()).isSameAs(first);
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void aFailedLoadFailsAllWhoJoinedWithTheSameCause() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> one = cache.acquireAsync("a");
        CompletableFuture<Handle<String, Thing>> two = cache.acquireAsync("a");
        IOException cause = new IOException("refused");

        loader.fail(0, cause);

        assertThatThrownBy(one::join)
                .hasCauseInstanceOf(LoadFailedException.class)
                .hasRootCause(cause)
                .hasMessageContaining("cache 'test': a failed: refused");
        assertThatThrownBy(two::join).hasRootCause(cause);
    }

    @Test
    void afterAFailedLoadTheNextCallerLoadsAgain() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> failed = cache.acquireAsync("a");
        loader.fail(0, new IOException("refused"));
        assertThat(failed).isCompletedExceptionally();

        CompletableFuture<Handle<String, Thing>> next = cache.acquireAsync("a");
        loader.succeed(1);

        assertThat(now(next).value().number).isEqualTo(1);
    }

    @Test
    void aLoaderThatThrowsIsALoadThatFails() {
        SharedCache<String, Thing> broken = new SharedCache<>(
                "cache 'broken'",
                new dev.hawser.cache.Loader<String, Thing>() {
                    @Override
                    public CompletableFuture<Thing> load(String key) {
                        throw new IllegalStateException("no idea how");
                    }

                    @Override
                    public void close(Thing value) {}
                },
                CacheOptions.defaults(),
                events::add,
                time);

        assertThatThrownBy(() -> broken.acquire("a"))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageEndingWith("no idea how");
    }

    @Test
    void aLoadThatTakesTooLongFailsItsCallersAndIsCancelled() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");

        time.advance(CacheOptions.DEFAULT_LOAD_TIMEOUT);

        assertThatThrownBy(asker::join).hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(loader.loads.get(0)).isCancelled();
        assertThat(time.pending()).isZero();
    }

    @Test
    void afterALoadThatTookTooLongTheNextCallerLoadsAgain() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> late = cache.acquireAsync("a");
        time.advance(CacheOptions.DEFAULT_LOAD_TIMEOUT);
        assertThat(late).isCompletedExceptionally();

        CompletableFuture<Handle<String, Thing>> next = cache.acquireAsync("a");
        loader.succeed(1);

        assertThat(next).isCompleted();
    }

    // Callers

    @Test
    void aCallerWhoGivesUpTakesNothingFromTheOthers() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> first = cache.acquireAsync("a");
        CompletableFuture<Handle<String, Thing>> second = cache.acquireAsync("a");

        first.cancel(false);
        loader.succeed(0);

        assertThat(second).isCompleted();
        assertThat(cache.snapshot().entries().get(0).holders()).isEqualTo(1);
    }

    @Test
    void eachCallerHasATimeLimitOfItsOwn() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> hurried = cache.acquireAsync("a", Duration.ofMillis(10));
        CompletableFuture<Handle<String, Thing>> patient = cache.acquireAsync("a", Duration.ofSeconds(1));

        time.advance(Duration.ofMillis(10));

        assertThatThrownBy(hurried::join)
                .hasCauseInstanceOf(CacheTimeoutException.class)
                .hasMessageContaining("nothing for a within 10ms");
        assertThat(patient).isNotDone();
        loader.succeed(0);
        assertThat(patient).isCompleted();
        assertThat(time.pending()).as("timers left").isZero();
    }

    @Test
    void aLoadThatNobodyWaitsForAnyMoreIsThereForWhoAsksNext() {
        loader.prompt = false;
        cache.acquireAsync("a").cancel(false);

        loader.succeed(0);

        assertThat(take("a").value()).isSameAs(loader.made.get(0));
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void anInterruptedCallerHoldsNothing() throws Exception {
        loader.prompt = false;
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                cache.acquire("a");
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        caller.start();
        caller.interrupt();
        caller.join();

        loader.succeed(0);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(cache.snapshot().entries().get(0).holders()).isZero();
    }

    @Test
    void whoGoesAtTheVeryMomentOfBeingServedGivesHisShareBack() {
        loader.prompt = false;
        AtomicReference<CompletableFuture<Handle<String, Thing>>> second = new AtomicReference<>();
        CompletableFuture<Handle<String, Thing>> first = cache.acquireAsync("a");
        first.thenRun(() -> second.get().cancel(false)); // counted as a holder already, but not told yet
        second.set(cache.acquireAsync("a"));

        loader.succeed(0);

        assertThat(second.get()).isCancelled();
        assertThat(cache.snapshot().entries().get(0).holders()).isEqualTo(1);
        assertThat(events).doesNotContain(new CacheEvent.ReleasedTwice<>("a"));
    }

    @Test
    void aNegativeTimeoutIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.acquire("a", Duration.ofMillis(-1)))
                .withMessage("timeout: PT-0.001S (expected: >= 0)");
    }

    // Handles

    @Test
    void aSecondReleaseIsReportedAndHarmsNobody() {
        Handle<String, Thing> careless = take("a");
        Handle<String, Thing> other = take("a");
        cache.closeOnRelease("a");

        careless.close();
        careless.close();

        assertThat(loader.closed).as("closed under the other holder").isEmpty();
        assertThat(events).contains(new CacheEvent.ReleasedTwice<>("a"));
        other.close();
        assertThat(loader.closed).hasSize(1);
    }

    @Test
    void aSecondReleaseDoesNotMakeAValueImmortal() {
        Handle<String, Thing> careless = take("a");
        careless.close();
        careless.close();

        cache.expire();

        assertThat(cache.expire()).containsExactly("a");
    }

    // Ticks

    @Test
    void whatNobodyHeldForTwoTicksIsClosed() {
        take("a").close();

        assertThat(cache.expire()).isEmpty();
        assertThat(cache.expire()).containsExactly("a");
        assertThat(loader.closedKeys()).containsExactly("a");
    }

    @Test
    void useBetweenTicksKeepsIt() {
        take("a").close();
        for (int i = 0; i < 5; i++) {
            assertThat(cache.expire()).isEmpty();
            take("a").close();
        }
        assertThat(loader.closed).isEmpty();
    }

    @Test
    void aHeldOneIsNeverClosedByATick() {
        take("a");
        for (int i = 0; i < 5; i++) {
            assertThat(cache.expire()).isEmpty();
        }
        assertThat(loader.closed).isEmpty();
    }

    /** The reference counted from the last use's beginning: a long use was closed at the first tick after it. */
    @Test
    void theTwoTicksStartAtTheLastRelease() {
        Handle<String, Thing> handle = take("a");
        cache.expire();
        cache.expire();
        cache.expire();
        handle.close();

        assertThat(cache.expire()).isEmpty();
        assertThat(cache.expire()).containsExactly("a");
    }

    @Test
    void whatWasClosedIsLoadedAnew() {
        take("a").close();
        cache.expire();
        cache.expire();

        assertThat(take("a").value().number).isEqualTo(2);
    }

    @Test
    void withoutTicksToWaitForTheLastReleaseCloses() {
        SharedCache<String, Thing> strict = cache(CacheOptions.defaults().withUnusedTicks(0));
        Handle<String, Thing> one = now(strict.acquireAsync("a"));
        Handle<String, Thing> two = now(strict.acquireAsync("a"));

        one.close();
        assertThat(loader.closed).isEmpty();
        two.close();

        assertThat(loader.closed).hasSize(1);
        assertThat(strict.snapshot().entries()).isEmpty();
    }

    @Test
    void aLoadUnderWayIsNotTouchedByATick() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");
        cache.expire();
        cache.expire();
        cache.expire();

        loader.succeed(0);

        assertThat(asker).isCompleted();
    }

    // Close on release

    @Test
    void closeOnReleaseSaysWhetherThereWasOne() {
        take("a");

        assertThat(cache.closeOnRelease("a")).isTrue();
        assertThat(cache.closeOnRelease("a")).as("it is gone").isFalse();
        assertThat(cache.closeOnRelease("b")).isFalse();
    }

    @Test
    void closeOnReleaseClosesWhenTheLastHolderReleases() {
        Handle<String, Thing> one = take("a");
        Handle<String, Thing> two = take("a");
        cache.closeOnRelease("a");

        one.close();
        assertThat(loader.closed).isEmpty();
        two.close();
        assertThat(loader.closed).hasSize(1);
    }

    @Test
    void closeOnReleaseClosesAtOnceWhatNobodyHolds() {
        take("a").close();

        cache.closeOnRelease("a");

        assertThat(loader.closed).hasSize(1);
        assertThat(cache.expire()).isEmpty();
    }

    @Test
    void afterCloseOnReleaseTheNextCallerGetsAnother() {
        Handle<String, Thing> old = take("a");
        cache.closeOnRelease("a");

        Handle<String, Thing> next = take("a");

        assertThat(next.value()).isNotSameAs(old.value());
        old.close();
        assertThat(loader.closed).containsExactly(old.value());
    }

    @Test
    void closeOnReleaseDuringALoadServesThoseWhoWaitAndThenCloses() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");

        assertThat(cache.closeOnRelease("a")).isTrue();
        loader.succeed(0);
        now(asker).close();

        assertThat(loader.closed).hasSize(1);
        assertThat(cache.snapshot().entries()).isEmpty();
    }

    @Test
    void aLoadThatNobodyCanFindAnyMoreIsCancelled() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");
        cache.closeOnRelease("a");

        asker.cancel(false);

        assertThat(loader.loads.get(0)).isCancelled();
    }

    // Dead values

    @Test
    void aDeadValueIsNeverHandedOut() {
        Handle<String, Thing> old = take("a");
        old.close();
        loader.dead.add(old.value());

        assertThat(take("a").value().number).isEqualTo(2);
        assertThat(loader.closed).containsExactly(old.value());
    }

    @Test
    void aDeadValueThatIsHeldIsClosedByItsLastHolder() {
        Handle<String, Thing> old = take("a");
        loader.dead.add(old.value());
        take("a");
        assertThat(loader.closed).isEmpty();

        old.close();

        assertThat(loader.closed).containsExactly(old.value());
    }

    @Test
    void aValueThatIsDeadOnArrivalFailsItsCallersAndIsClosed() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");
        Thing stillborn = new Thing("a", 0);
        loader.dead.add(stillborn);

        loader.loads.get(0).complete(stillborn);

        assertThatThrownBy(asker::join).hasMessageContaining("dead on arrival");
        assertThat(loader.closed).containsExactly(stillborn);
        assertThat(opened()).isEmpty();
    }

    @Test
    void retireTakesOutThatVeryValueAndNoOther() {
        Thing first = take("a").value();
        cache.closeOnRelease("a");
        Thing second = take("a").value();

        assertThat(cache.retire("a", first)).isFalse();
        assertThat(take("a").value()).isSameAs(second);
        assertThat(cache.retire("a", second)).isTrue();
        assertThat(take("a").value()).isNotSameAs(second);
    }

    // The bound

    @Test
    void aFullCacheClosesTheUnusedOneThatWasReleasedLongestAgo() {
        SharedCache<String, Thing> small = cache(CacheOptions.defaults().withMaxEntries(2));
        Handle<String, Thing> a = now(small.acquireAsync("a"));
        Handle<String, Thing> b = now(small.acquireAsync("b"));
        b.close();
        a.close();

        now(small.acquireAsync("c"));

        assertThat(loader.closedKeys()).containsExactly("b");
    }

    @Test
    void aFullCacheOfHeldValuesRefusesTheNewcomer() {
        SharedCache<String, Thing> small = cache(CacheOptions.defaults().withMaxEntries(1));
        now(small.acquireAsync("a"));

        assertThatThrownBy(() -> small.acquire("b"))
                .isInstanceOf(CacheFullException.class)
                .hasMessage("cache 'test' is full: 1/1 in use, no room for b");
        assertThat(now(small.acquireAsync("a")).value().number).isEqualTo(1);
    }

    @Test
    void theBoundsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheOptions.defaults().withMaxEntries(0))
                .withMessage("maxEntries: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheOptions.defaults().withLoadTimeout(Duration.ZERO))
                .withMessage("loadTimeout: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheOptions.defaults().withUnusedTicks(-1))
                .withMessage("unusedTicks: -1 (expected: >= 0)");
    }

    // The listener

    @Test
    void everyRequestEveryMissAndEveryCountIsTold() {
        take("a").close();
        take("a").close();
        cache.closeOnRelease("a");

        assertThat(events)
                .containsExactly(
                        new CacheEvent.Requested<>("a"),
                        new CacheEvent.Missed<>("a"),
                        new CacheEvent.OpenChanged<>(1),
                        new CacheEvent.Requested<>("a"),
                        new CacheEvent.Retired<>("a", CacheEvent.Reason.ON_REQUEST),
                        new CacheEvent.OpenChanged<>(0));
    }

    @Test
    void theCountIsToldUpAndDown() {
        take("a").close();
        take("b").close();
        cache.expire();
        cache.expire();

        assertThat(opened()).containsExactly(1, 2, 1, 0);
    }

    @Test
    void aCallbackMayCallBackIn() {
        List<CacheEvent<String>> heard = new ArrayList<>();
        AtomicReference<SharedCache<String, Thing>> itself = new AtomicReference<>();
        SharedCache<String, Thing> talkative = new SharedCache<>(
                "cache 'test'",
                loader,
                CacheOptions.defaults(),
                event -> {
                    heard.add(event);
                    if (event.equals(new CacheEvent.Missed<>("a"))) {
                        now(itself.get().acquireAsync("b")).close();
                        itself.get().closeOnRelease("b");
                    }
                },
                time);
        itself.set(talkative);

        Handle<String, Thing> handle = now(talkative.acquireAsync("a"));

        assertThat(handle.value().key).isEqualTo("a");
        assertThat(heard)
                .containsExactly(
                        new CacheEvent.Requested<>("a"),
                        new CacheEvent.Missed<>("a"),
                        new CacheEvent.Requested<>("b"),
                        new CacheEvent.Missed<>("b"),
                        new CacheEvent.OpenChanged<>(1),
                        new CacheEvent.Retired<>("b", CacheEvent.Reason.ON_REQUEST),
                        new CacheEvent.OpenChanged<>(0),
                        new CacheEvent.OpenChanged<>(1));
    }

    @Test
    void aThrowingCallbackHarmsNothing() {
        SharedCache<String, Thing> cache = new SharedCache<>(
                "cache 'test'",
                loader,
                CacheOptions.defaults(),
                event -> {
                    throw new IllegalStateException("listener");
                },
                time);

        now(cache.acquireAsync("a")).close();
        cache.expire();

        assertThat(cache.expire()).containsExactly("a");
    }

    /** Under a lock, another thread would find itself shut out while a callback waits for it. */
    @Test
    void noCallbackIsMadeUnderALock() throws Exception {
        AtomicReference<SharedCache<String, Thing>> itself = new AtomicReference<>();
        CountDownLatch other = new CountDownLatch(1);
        loader.beforeClose = () -> {
            new Thread(() -> {
                        itself.get().snapshot();
                        other.countDown();
                    })
                    .start();
            try {
                assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        itself.set(cache);
        take("a").close();

        cache.closeOnRelease("a");

        assertThat(other.getCount()).isZero();
        assertThat(events).doesNotHaveAnyElementsOfTypes(CacheEvent.CloseFailed.class);
    }

    @Test
    void aCloseThatThrowsIsReportedAndCountsAsClosed() {
        IllegalStateException problem = new IllegalStateException("stuck");
        loader.beforeClose = () -> {
            throw problem;
        };
        take("a").close();

        cache.closeOnRelease("a");

        assertThat(events).contains(new CacheEvent.CloseFailed<>("a", problem));
        assertThat(opened()).containsExactly(1, 0);
    }

    // The end

    @Test
    void closingTheCacheClosesWhatNobodyHoldsAndRefusesNewcomers() {
        take("a").close();

        cache.close();

        assertThat(loader.closed).hasSize(1);
        assertThatThrownBy(() -> cache.acquire("a"))
                .isInstanceOf(CacheClosedException.class)
                .hasMessage("cache 'test' is closed");
    }

    @Test
    void closingTheCacheRefusesThoseWhoWaitAndEndsTheLoad() {
        loader.prompt = false;
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");

        cache.close();

        assertThatThrownBy(asker::join).hasCauseInstanceOf(CacheClosedException.class);
        assertThat(loader.loads.get(0)).isCancelled();
        assertThat(time.pending()).isZero();
    }

    @Test
    void closingTheCacheLetsHoldersFinish() {
        Handle<String, Thing> handle = take("a");

        CompletionStage<Void> closed = cache.closeAsync(Duration.ofSeconds(5));

        assertThat(loader.closed).isEmpty();
        handle.close();
        assertThat(loader.closed).hasSize(1);
        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(time.pending()).isZero();
    }

    @Test
    void closingTheCacheEndsByForceWhatIsHeldTooLong() {
        Handle<String, Thing> handle = take("a");
        CompletionStage<Void> closed = cache.closeAsync(Duration.ofSeconds(5));

        time.advance(Duration.ofSeconds(5));

        assertThat(loader.closed).hasSize(1);
        assertThat(closed.toCompletableFuture()).isCompleted();
        handle.close();
        assertThat(loader.closed).as("closed once").hasSize(1);
        assertThat(opened()).containsExactly(1, 0);
    }

    @Test
    void aBlockingCloseWithoutPatienceEndsEverythingAtOnce() {
        take("a");

        cache.close(Duration.ZERO);

        assertThat(loader.closed).hasSize(1);
    }

    @Test
    void closingTwiceIsFine() {
        take("a").close();

        cache.close();
        cache.close();

        assertThat(loader.closed).hasSize(1);
    }

    /** A loader that answers in spite of being cancelled has nobody to answer to; what it made must not stay open. */
    @Test
    void whatArrivesAfterTheEndIsClosed() {
        SharedCache<String, Thing> cache = new SharedCache<>(
                "cache 'test'",
                new dev.hawser.cache.Loader<String, Thing>() {
                    @Override
                    public CompletableFuture<Thing> load(String key) {
                        return new CompletableFuture<>() {
                            @Override
                            public boolean cancel(boolean interrupt) {
                                return complete(new Thing(key, 1));
                            }
                        };
                    }

                    @Override
                    public void close(Thing thing) {
                        loader.closed.add(thing);
                    }
                },
                CacheOptions.defaults(),
                events::add,
                time);
        CompletableFuture<Handle<String, Thing>> asker = cache.acquireAsync("a");

        cache.close();

        assertThatThrownBy(asker::join).hasCauseInstanceOf(CacheClosedException.class);
        assertThat(loader.closed).hasSize(1);
    }
}
