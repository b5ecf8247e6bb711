// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.cache.CacheClosedException;
import dev.hawser.cache.CacheFullException;
import dev.hawser.cache.CacheTimeoutException;
import dev.hawser.cache.LoadFailedException;
import dev.hawser.endpoint.Address;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import io.grpc.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Section D of the promised behaviour, statement by statement, with scripted dials in virtual time. */
@Timeout(60)
class CachingConnectorTest {

    private static final Address ONE = Address.parse("10.0.0.1:50051");
    private static final Address TWO = Address.parse("10.0.0.2:50051");

    private final FakeTime time = new FakeTime();
    private final ScriptedDialer dialer = new ScriptedDialer();
    private final Recorder recorder = new Recorder();
    private final CachingConnector connector = connector().build();

    private CachingConnectorBuilder connector() {
        return CachingConnector.builder(dialer).name("test").time(time).listener(recorder);
    }

    @AfterEach
    void close() {
        dialer.channels.forEach(channel -> channel.shutdownNow());
    }

    private static <T> T now(CompletableFuture<T> future) {
        assertThat(future).as("answered by now").isDone();
        return future.join();
    }

    // connect(address): a handle on a cached channel, dialling once per address however many callers

    @Test
    void aHundredConcurrentConnectsToOneAddressAreOneDial() throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        List<ChannelHandle> handles = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> {
                try {
                    ready.await();
                    handles.add(connector.connect(ONE));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }

        ready.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(dialer.dials).hasSize(1);
        assertThat(handles).hasSize(100).allSatisfy(h -> assertThat(h.channel()).isSameAs(dialer.channels.get(0)));
    }

    @Test
    void differentAddressesDialInParallel() {
        dialer.prompt = false;
        CompletableFuture<ChannelHandle> slow = connector.connectAsync(ONE);
        CompletableFuture<ChannelHandle> fast = connector.connectAsync(TWO);

        dialer.succeed(1);

        assertThat(fast).isCompleted();
        assertThat(slow).isNotDone();
    }

    @Test
    void aFailedDialFailsAllWhoJoinedAndTheNextConnectDialsAgain() {
        dialer.prompt = false;
        CompletableFuture<ChannelHandle> one = connector.connectAsync(ONE);
        CompletableFuture<ChannelHandle> two = connector.connectAsync(ONE);
        IOException refused = new IOException("connection refused");

        dialer.dials.get(0).completeExceptionally(refused);

        assertThatThrownBy(one::join)
                .hasCauseInstanceOf(LoadFailedException.class)
                .hasRootCause(refused)
                .hasMessageContaining("connector 'test': 10.0.0.1:50051 failed: connection refused");
        assertThatThrownBy(two::join).hasRootCause(refused);
        assertThat(recorder.told).contains("failed 10.0.0.1:50051");
        CompletableFuture<ChannelHandle> next = connector.connectAsync(ONE);
        dialer.succeed(1);
        assertThat(next).isCompleted();
    }

    @Test
    void aDialerThatThrowsIsADialThatFails() {
        CachingConnector broken = CachingConnector.builder(address -> {
                    throw new IllegalStateException("no route");
                })
                .time(time)
                .build();

        assertThatThrownBy(() -> broken.connect(ONE))
                .isInstanceOf(LoadFailedException.class)
                .hasMessageEndingWith("no route");
    }

    @Test
    void anAddressIsReadFromText() throws Exception {
        assertThat(connector.connect("10.0.0.1:50051").address()).isEqualTo(ONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> connector.connect("10.0.0.1"))
                .withMessageContaining("expected: host:port");
    }

    // Release once per handle

    @Test
    void aSecondReleaseIsANoOpThatIsReported() throws Exception {
        ChannelHandle careless = connector.connect(ONE);
        ChannelHandle other = connector.connect(ONE);

        careless.close();
        careless.close();
        connector.closeOnRelease(ONE);

        assertThat(recorder.told).contains("released twice 10.0.0.1:50051");
        assertThat(dialer.isShutdown(0)).as("closed under the other holder").isFalse();
        other.close();
        assertThat(dialer.isShutdown(0)).isTrue();
    }

    @Test
    void aReleasedHandleGivesNoChannel() throws Exception {
        ChannelHandle handle = connector.connect(ONE);
        handle.close();

        assertThatIllegalStateException()
                .isThrownBy(handle::channel)
                .withMessage("the handle of 10.0.0.1:50051 was released");
    }

    // expire() is the tick

    @Test
    void unusedForTwoConsecutiveTicksIsClosedAndReturned() throws Exception {
        connector.connect(ONE).close();

        assertThat(connector.expire()).isEmpty();
        assertThat(dialer.isShutdown(0)).isFalse();
        assertThat(connector.expire()).containsExactly(ONE);
        assertThat(dialer.isShutdown(0)).isTrue();
    }

    @Test
    void useBetweenTicksKeepsIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            connector.connect(ONE).close();
            assertThat(connector.expire()).isEmpty();
        }
        assertThat(dialer.dials).hasSize(1);
    }

    @Test
    void aHeldOneIsNeverClosedByATick() throws Exception {
        connector.connect(ONE);

        for (int i = 0; i < 5; i++) {
            assertThat(connector.expire()).isEmpty();
        }
        assertThat(dialer.isShutdown(0)).isFalse();
    }

    @Test
    void theTwoTicksStartAtTheLastRelease() throws Exception {
        ChannelHandle handle = connector.connect(ONE);
        connector.expire();
        connector.expire();
        handle.close();

        assertThat(connector.expire()).isEmpty();
        assertThat(connector.expire()).containsExactly(ONE);
    }

    @Test
    void theTimerTicksByItself() throws Exception {
        CachingConnector ticking = connector().tick(Duration.ofSeconds(30)).build();
        ticking.connect(ONE).close();

        time.advance(Duration.ofSeconds(59));
        assertThat(dialer.isShutdown(0)).isFalse();
        time.advance(Duration.ofSeconds(1));

        assertThat(dialer.isShutdown(0)).isTrue();
        ticking.close();
        assertThat(time.pending()).as("timers after close").isZero();
    }

    @Test
    void withoutATimerNobodyTicks() throws Exception {
        connector.connect(ONE).close();

        time.advance(Duration.ofDays(1));

        assertThat(dialer.isShutdown(0)).isFalse();
    }

    // closeOnRelease(address)

    @Test
    void closeOnReleaseTakesTheEntryOutAtOnce() throws Exception {
        connector.connect(ONE);

        assertThat(connector.closeOnRelease(ONE)).isTrue();
        assertThat(connector.closeOnRelease(ONE)).isFalse();
        assertThat(connector.connect(ONE).channel()).isSameAs(dialer.channels.get(1));
    }

    /** The reference leaked it for ever. */
    @Test
    void closeOnReleaseWhileHeldClosesWhenTheLastHolderReleases() throws Exception {
        ChannelHandle first = connector.connect(ONE);
        ChannelHandle last = connector.connect(ONE);
        connector.closeOnRelease(ONE);

        first.close();
        assertThat(dialer.isShutdown(0)).isFalse();
        last.close();

        assertThat(dialer.isShutdown(0)).isTrue();
    }

    @Test
    void closeOnReleaseOfAnUnknownAddressIsFalse() {
        assertThat(connector.closeOnRelease(ONE)).isFalse();
    }

    // The listener

    @Test
    void theListenerHearsEveryConnectEveryMissAndTheCountBothWays() throws Exception {
        connector.connect(ONE).close();
        connector.connect(ONE).close();
        connector.connect(TWO).close();
        connector.expire();
        connector.expire();

        assertThat(recorder.told)
                .containsExactly(
                        "connect 10.0.0.1:50051",
                        "miss 10.0.0.1:50051",
                        "open 1",
                        "connect 10.0.0.1:50051",
                        "connect 10.0.0.2:50051",
                        "miss 10.0.0.2:50051",
                        "open 2",
                        "open 1",
                        "open 0");
    }

    @Test
    void aCallbackMayCallBackIn() throws Exception {
        AtomicReference<CachingConnector> itself = new AtomicReference<>();
        CachingConnector connector = CachingConnector.builder(dialer)
                .time(time)
                .listener(new ConnectorListener() {
                    @Override
                    public void onMiss(Address address) {
                        if (address.equals(ONE)) {
                            itself.get().connectAsync(TWO).join().close();
                            itself.get().expire();
                        }
                    }
                })
                .build();
        itself.set(connector);

        assertThat(connector.connect(ONE).address()).isEqualTo(ONE);
        assertThat(dialer.addresses).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void aThrowingCallbackHarmsNothing() throws Exception {
        CachingConnector connector = CachingConnector.builder(dialer)
                .time(time)
                .listener(new ConnectorListener() {
                    @Override
                    public void onConnect(Address address) {
                        throw new IllegalStateException("listener");
                    }

                    @Override
                    public void onOpenConnections(int open) {
                        throw new IllegalStateException("listener");
                    }
                })
                .build();

        connector.connect(ONE).close();
        connector.expire();

        assertThat(connector.expire()).containsExactly(ONE);
    }

    /** A lock held during the callback would keep the other thread out, and this one waiting for it. */
    @Test
    void noCallbackIsMadeUnderALock() throws Exception {
        AtomicReference<CachingConnector> itself = new AtomicReference<>();
        AtomicReference<Boolean> free = new AtomicReference<>(false);
        CachingConnector connector = CachingConnector.builder(dialer)
                .time(time)
                .listener(new ConnectorListener() {
                    @Override
                    public void onMiss(Address address) {
                        CountDownLatch done = new CountDownLatch(1);
                        new Thread(() -> {
                                    itself.get().snapshot();
                                    done.countDown();
                                })
                                .start();
                        try {
                            free.set(done.await(20, TimeUnit.SECONDS));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .build();
        itself.set(connector);

        connector.connect(ONE);

        assertThat(free.get()).isTrue();
    }

    // Each caller has a deadline of its own; the dial goes on for the others

    @Test
    void aCancelledCallerTakesNothingFromTheOthers() {
        dialer.prompt = false;
        CompletableFuture<ChannelHandle> first = connector.connectAsync(ONE);
        CompletableFuture<ChannelHandle> joined = connector.connectAsync(ONE);

        first.cancel(false);
        dialer.succeed(0);

        assertThat(joined).isCompleted();
        assertThat(connector.snapshot().entries().get(0).holders()).isEqualTo(1);
    }

    @Test
    void aJoinedCallerCanLeaveEarly() {
        dialer.prompt = false;
        CompletableFuture<ChannelHandle> first = connector.connectAsync(ONE);
        CompletableFuture<ChannelHandle> joined = connector.connectAsync(ONE, Duration.ofMillis(100));

        time.advance(Duration.ofMillis(100));

        assertThatThrownBy(joined::join).hasCauseInstanceOf(CacheTimeoutException.class);
        assertThat(first).isNotDone();
        dialer.succeed(0);
        assertThat(first).isCompleted();
    }

    @Test
    void anInterruptedCallerLeavesAndHoldsNothing() throws Exception {
        dialer.prompt = false;
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                connector.connect(ONE);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        caller.start();
        caller.interrupt();
        caller.join();

        dialer.succeed(0);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(connector.snapshot().entries().get(0).holders()).isZero();
    }

    @Test
    void aDialThatTakesTooLongFailsAndItsLateChannelIsClosed() {
        dialer.prompt = false;
        CachingConnector hasty = connector().dialTimeout(Duration.ofSeconds(2)).build();
        CompletableFuture<ChannelHandle> caller = hasty.connectAsync(ONE);

        time.advance(Duration.ofSeconds(2));
        dialer.succeed(0);

        assertThatThrownBy(caller::join).hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(dialer.isShutdown(0)).isTrue();
    }

    @Test
    void theCallersContextDoesNotReachTheDial() throws Exception {
        Context.CancellableContext caller = Context.current().withCancellation();
        AtomicReference<Context> seen = new AtomicReference<>();
        CachingConnector connector = CachingConnector.builder(address -> {
                    seen.set(Context.current());
                    return dialer.dial(address);
                })
                .time(time)
                .build();

        caller.call(() -> connector.connect(ONE));
        caller.cancel(null);

        assertThat(seen.get()).isSameAs(Context.ROOT);
    }

    // Dead channels

    @Test
    void aShutDownChannelIsNeverHandedOut() throws Exception {
        connector.connect(ONE).close();
        dialer.channels.get(0).shutdownNow();

        assertThat(connector.connect(ONE).channel()).isSameAs(dialer.channels.get(1));
    }

    // A bound on entries

    @Test
    void aFullConnectorClosesTheOneUnusedForLongest() throws Exception {
        CachingConnector small = connector().maxEntries(2).build();
        small.connect(ONE).close();
        small.connect(TWO).close();

        small.connect("10.0.0.3:50051");

        assertThat(dialer.isShutdown(0)).isTrue();
        assertThat(dialer.isShutdown(1)).isFalse();
    }

    @Test
    void aFullConnectorOfHeldChannelsRefusesAnotherAddress() throws Exception {
        CachingConnector small = connector().maxEntries(1).build();
        small.connect(ONE);

        assertThatThrownBy(() -> small.connect(TWO))
                .isInstanceOf(CacheFullException.class)
                .hasMessage("connector 'test' is full: 1/1 in use, no room for 10.0.0.2:50051");
    }

    // close() of the whole

    @Test
    void closingTheConnectorClosesEverythingAndRefusesNewcomers() throws Exception {
        connector.connect(ONE).close();

        connector.close();

        assertThat(dialer.isShutdown(0)).isTrue();
        assertThatThrownBy(() -> connector.connect(ONE))
                .isInstanceOf(CacheClosedException.class)
                .hasMessage("connector 'test' is closed");
        assertThat(time.pending()).isZero();
    }

    @Test
    void closingTheConnectorRefusesThoseWhoWait() {
        dialer.prompt = false;
        CompletableFuture<ChannelHandle> waiting = connector.connectAsync(ONE);

        connector.close();
        dialer.succeed(0);

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(CacheClosedException.class);
        assertThat(dialer.isShutdown(0)).as("a channel that came after the end").isTrue();
    }

    @Test
    void closingTheConnectorEndsByForceWhatIsHeldTooLong() throws Exception {
        CachingConnector hasty = connector().drainTimeout(Duration.ZERO).build();
        ChannelHandle held = hasty.connect(ONE);

        hasty.close();

        assertThat(dialer.isShutdown(0)).isTrue();
        held.close();
        assertThat(recorder.opened).hasValue(0);
    }

    // The dialer

    @Test
    void aBlockingDialerRunsOnItsExecutor() {
        QueuedExecutor executor = new QueuedExecutor();
        CachingConnector connector = CachingConnector.builder(Dialer.blocking(address -> dialer.channel(), executor))
                .time(time)
                .build();

        CompletableFuture<ChannelHandle> caller = connector.connectAsync(ONE);
        assertThat(caller).isNotDone();
        executor.runAll();

        assertThat(now(caller).channel()).isSameAs(dialer.channels.get(0));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        CachingConnectorBuilder builder = CachingConnector.builder(ChannelOptions.plaintext());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxEntries(0))
                .withMessage("maxEntries: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.dialTimeout(Duration.ZERO))
                .withMessage("dialTimeout: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.tick(Duration.ZERO))
                .withMessage("tick: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.drainTimeout(Duration.ofSeconds(-1)))
                .withMessage("drainTimeout: PT-1S (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.name(" "))
                .withMessage("name: ' ' (expected: not blank)");
    }

    /** Writes down what it hears. */
    private static final class Recorder implements ConnectorListener {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public void onConnect(Address address) {
            told.add("connect " + address);
        }

        @Override
        public void onMiss(Address address) {
            told.add("miss " + address);
        }

        @Override
        public void onDialFailed(Address address, Throwable cause) {
            told.add("failed " + address);
        }

        @Override
        public void onOpenConnections(int open) {
            opened.set(open);
            told.add("open " + open);
        }

        @Override
        public void onReleasedTwice(Address address) {
            told.add("released twice " + address);
        }
    }
}
