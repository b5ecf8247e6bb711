// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.cache.CacheClosedException;
import dev.hawser.cache.LoadFailedException;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.testkit.FakeTime;
import dev.hawser.view.EndpointView;
import dev.hawser.view.Explanation;
import dev.hawser.view.PoolView;
import dev.hawser.view.Settings;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Section E of the promised behaviour without Kubernetes, statement by statement, over channels that lead nowhere. */
@Timeout(60)
class ChannelRegistryTest {

    private static final String ONE = "10.0.0.1:50051";
    private static final String TWO = "10.0.0.2:50051";

    private final FakeTime time = new FakeTime();
    private final Yard yard = new Yard();
    private final ChannelRegistry registry = registry().build();

    private ChannelRegistryBuilder registry() {
        return ChannelRegistry.builder(ChannelOptions.plaintext().withFactory(yard))
                .name("test")
                .time(time);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static ClientCall<?, ?> call(ManagedChannel channel) {
        return channel.newCall(EchoGrpc.getUnaryMethod(), CallOptions.DEFAULT);
    }

    private Yard.Hull hull(int number) {
        return yard.hulls.get(number);
    }

    // the view

    @Test
    void theViewShowsEachNameAsAnEndpoint() {
        registry.register("http", ONE);
        registry.register("mail", TWO);

        PoolView view = registry.view();

        assertThat(view.pool()).isEqualTo("test");
        assertThat(view.source().words()).isEqualTo("registered by the program");
        assertThat(view.endpoints())
                .extracting(each -> each.endpoint().attributes().get(Attributes.NAME))
                .containsExactly("http", "mail");
        assertThat(view.endpoints())
                .extracting(each -> each.endpoint().address().toString())
                .containsExactly(ONE, TWO);
        assertThat(view.endpoints()).extracting(EndpointView::state).containsOnly(EndpointState.IDLE);
        assertThat(Settings.inWords(view.settings()))
                .containsEntry("warmth", "LAZY")
                .containsEntry("healthPeriod", "30s");
        assertThat(Explanation.of(view).verdict()).startsWith("the next call goes to one of 2 of 2 endpoints, as ");
    }

    @Test
    void theViewCountsCallsInFlight() {
        registry.register("http", ONE);
        ClientCall<?, ?> call = call(registry.get("http").orElseThrow());

        int during = registry.view().endpoints().get(0).traffic().inFlight();
        call.cancel("over", null);

        assertThat(during).isEqualTo(1);
    }

    @Test
    void aRegistryCannotBeSteered() {
        registry.register("http", ONE);
        assertThatThrownBy(() -> registry.control().drain(Address.parse(ONE)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("register it elsewhere");
    }

    // register(name, address)

    @Test
    void registeringTheSameAddressAgainChangesNothing() {
        registry.register("http", ONE);
        ManagedChannel first = registry.get("http").orElseThrow();

        registry.register("http", ONE);

        assertThat(registry.get("http")).containsSame(first);
        assertThat(yard.log).containsExactly("made " + ONE);
    }

    /** The reference closed the old one first, and its calls died. */
    @Test
    void forANewAddressTheNewChannelIsInPlaceBeforeTheOldOneDrains() {
        registry.register("http", ONE);

        registry.register("http", TWO);

        assertThat(yard.log).containsExactly("made " + ONE, "made " + TWO, "shut down " + ONE);
        assertThat(registry.snapshot()).hasToString("http -> " + TWO + " IDLE");
    }

    @Test
    void theChannelOfANameFollowsItsAddress() {
        registry.register("http", ONE);
        ManagedChannel channel = registry.get("http").orElseThrow();

        registry.register("http", TWO);

        assertThat(channel.authority()).isEqualTo(TWO);
        assertThat(registry.get("http")).containsSame(channel);
    }

    @Test
    void anOldChannelIsNotShutDownWhileACallIsOnIt() {
        registry.register("http", ONE);
        ClientCall<?, ?> inFlight = call(registry.get("http").orElseThrow());

        registry.register("http", TWO);
        assertThat(hull(0).isShutdown()).isFalse();
        inFlight.cancel("done", null);

        assertThat(hull(0).isShutdown()).isTrue();
        assertThat(hull(0).shutdownNow).as("by force").isFalse();
    }

    @Test
    void aCallThatNeverEndsIsEndedByForceAtTheDrainTimeout() {
        ChannelRegistry registry =
                registry().drainTimeout(Duration.ofSeconds(7)).build();
        registry.register("http", ONE);
        call(registry.get("http").orElseThrow());
        registry.register("http", TWO);

        time.advance(Duration.ofMillis(6_999));
        assertThat(hull(0).isShutdown()).isFalse();
        time.advance(Duration.ofMillis(1));

        assertThat(hull(0).shutdownNow).isTrue();
        registry.close();
    }

    @Test
    void aBadAddressIsAnErrorAndTheOldRegistrationSurvives() {
        registry.register("http", ONE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register("http", "10.0.0.1"))
                .withMessage("address: '10.0.0.1' (expected: host:port or [ipv6]:port)");
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("http", "localhost:99999"));
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("http", "nosuchscheme:///x"));
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("http", ""));

        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE");
        assertThat(hull(0).isShutdown()).isFalse();
    }

    /** The reference was left with a dead entry that the same address couldn't repair. */
    @Test
    void afterAFailedRegistrationTheOldOneStaysAndTheNextAttemptIsReal() {
        registry.register("http", ONE);
        yard.trouble = Optional.of(new IllegalStateException("no certificate"));

        assertThatThrownBy(() -> registry.register("http", TWO))
                .isInstanceOf(LoadFailedException.class)
                .hasMessage("registry 'test': " + TWO + " failed: no certificate");
        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE");

        registry.register("http", TWO);
        assertThat(registry.snapshot()).hasToString("http -> " + TWO + " IDLE");
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(" ", ONE))
                .withMessage("name: ' ' (expected: not blank)");
    }

    // get, unregister

    @Test
    void anUnknownNameHasNoChannel() {
        assertThat(registry.get("http")).isEmpty();
    }

    @Test
    void aNameWhoseChannelWasShutDownHasNoChannel() {
        registry.register("http", ONE);
        ManagedChannel channel = registry.get("http").orElseThrow();

        channel.shutdown();

        assertThat(registry.get("http")).isEmpty();
        assertThat(channel.isShutdown()).isTrue();
        assertThat(channel.isTerminated()).isTrue();
        assertThat(channel.getState(true)).isEqualTo(ConnectivityState.SHUTDOWN);
        assertThat(hull(0).isShutdown()).isTrue();
    }

    @Test
    void unregisterDrains() throws Exception {
        registry.register("http", ONE);
        ManagedChannel channel = registry.get("http").orElseThrow();
        ClientCall<?, ?> inFlight = call(channel);

        assertThat(registry.unregister("http")).isTrue();

        assertThat(registry.get("http")).isEmpty();
        assertThat(hull(0).isShutdown()).isFalse();
        assertThat(channel.isTerminated()).isFalse();
        inFlight.cancel("done", null);
        assertThat(hull(0).isShutdown()).isTrue();
        assertThat(channel.awaitTermination(0, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void unregisteringAnUnknownNameIsFalse() {
        assertThat(registry.unregister("http")).isFalse();
    }

    @Test
    void aNameCanBeRegisteredAgain() {
        registry.register("http", ONE);
        registry.unregister("http");

        registry.register("http", ONE);

        assertThat(registry.get("http").orElseThrow().isShutdown()).isFalse();
        assertThat(yard.open()).isEqualTo(1);
    }

    // Two names, one address, one channel

    @Test
    void twoNamesThatShareAnAddressShareAChannel() {
        registry.register("http", ONE);
        registry.register("mail", ONE);

        assertThat(yard.hulls).hasSize(1);
    }

    @Test
    void theSharedChannelStaysUntilItsLastNameIsGone() {
        registry.register("http", ONE);
        registry.register("mail", ONE);

        registry.unregister("http");
        assertThat(hull(0).isShutdown()).isFalse();
        registry.register("mail", TWO);

        assertThat(hull(0).isShutdown()).isTrue();
    }

    @Test
    void concurrentRegistrationsLeaveOneLiveChannelPerAddress() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int j = 0; j < 200; j++) {
                    registry.register("name" + (number % 2), (number + j) % 3 == 0 ? ONE : TWO);
                    if (j % 50 == number) {
                        registry.unregister("name" + (number % 2));
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        long addresses = registry.snapshot().registrations().stream()
                .map(RegistrySnapshot.Registration::target)
                .distinct()
                .count();
        assertThat(yard.open()).isEqualTo(addresses);
        registry.close();
        assertThat(yard.open()).isZero();
    }

    // health(), healthCheck(), the dump

    @Test
    void healthSaysHowEachNameIsConnected() {
        registry.register("http", ONE);
        registry.register("mail", TWO);
        hull(0).become(ConnectivityState.READY);
        hull(1).become(ConnectivityState.TRANSIENT_FAILURE);

        assertThat(registry.health())
                .containsExactly(
                        Map.entry("http", ConnectivityState.READY),
                        Map.entry("mail", ConnectivityState.TRANSIENT_FAILURE));
        assertThat(hull(0).asked).as("health() asks nobody to connect").hasValue(0);
    }

    @Test
    void theDumpShowsNameTargetAndState() {
        registry.register("http", ONE);
        registry.register("mail", "dns:///mail:50051");
        hull(0).become(ConnectivityState.READY);

        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " READY\nmail -> dns:///mail:50051 IDLE");
        assertThat(registry.snapshot().registrations().get(1).target()).isEqualTo(Address.named("dns:///mail:50051"));
    }

    @Test
    void aRemovedNameVanishesFromHealthAndDump() {
        registry.register("http", ONE);
        registry.unregister("http");

        assertThat(registry.health()).isEmpty();
        assertThat(registry.snapshot().registrations()).isEmpty();
    }

    @Test
    void theHealthCheckAsksTheNotReadyToConnect() {
        registry.register("http", ONE);
        hull(0).become(ConnectivityState.TRANSIENT_FAILURE);

        registry.healthCheck();

        assertThat(hull(0).reset).hasValue(1);
    }

    @Test
    void theHealthCheckLeavesIdleAndReadyOnesAlone() {
        registry.register("http", ONE);
        registry.register("mail", TWO);
        hull(1).become(ConnectivityState.READY);

        registry.healthCheck();

        assertThat(yard.hulls).allSatisfy(hull -> {
            assertThat(hull.asked).hasValue(0);
            assertThat(hull.reset).hasValue(0);
        });
    }

    @Test
    void theHealthCheckWakesIdleOnesThatAreToBeKeptWarm() {
        ChannelRegistry warm = registry().warmth(Warmth.KEPT_WARM).build();
        warm.register("http", ONE);
        int before = hull(0).asked.get();

        warm.healthCheck();

        assertThat(hull(0).asked).hasValue(before + 1);
        warm.close();
    }

    @Test
    void theHealthCheckRunsEveryThirtySeconds() {
        registry.register("http", ONE);
        hull(0).become(ConnectivityState.TRANSIENT_FAILURE);

        time.advance(Duration.ofMillis(29_999));
        assertThat(hull(0).reset).hasValue(0);
        time.advance(Duration.ofMillis(1));
        assertThat(hull(0).reset).hasValue(1);
        time.advance(Duration.ofSeconds(60));
        assertThat(hull(0).reset).hasValue(3);
    }

    @Test
    void thePeriodOfTheHealthCheckCanBeSet() {
        ChannelRegistry eager = registry().healthPeriod(Duration.ofSeconds(1)).build();
        eager.register("http", ONE);
        hull(0).become(ConnectivityState.TRANSIENT_FAILURE);

        time.advance(Duration.ofSeconds(5));

        assertThat(hull(0).reset).hasValue(5);
        eager.close();
    }

    @Test
    void aChannelThatWasShutDownBehindOurBackIsReplaced() {
        registry.register("http", ONE);
        hull(0).shutdown();

        registry.healthCheck();

        assertThat(registry.get("http").orElseThrow().getState(false)).isEqualTo(ConnectivityState.IDLE);
        assertThat(yard.hulls).hasSize(2);
    }

    // Lazy, warm, keepalive, balancing

    @Test
    void channelsAreLazyByDefault() {
        registry.register("http", ONE);

        assertThat(hull(0).asked).hasValue(0);
    }

    @Test
    void preWarmingConnectsAtOnceButWakesNobodyLater() {
        ChannelRegistry warm = registry().warmth(Warmth.PRE_WARMED).build();

        warm.register("http", ONE);
        warm.healthCheck();

        assertThat(hull(0).asked).hasValue(1);
        warm.close();
    }

    @Test
    void nobodyIsPingedWithoutCallsUnlessThatIsSet() {
        registry.register("http", ONE);
        ChannelRegistry pinging =
                registry().keepAlive(ChannelRegistryBuilder.KeepAlive.ALWAYS).build();
        pinging.register("http", ONE);

        assertThat(hull(0).keepAliveWithoutCalls).isFalse();
        assertThat(hull(1).keepAliveWithoutCalls).isTrue();
        pinging.close();
    }

    @Test
    void theAddressesOfATargetAreUsedInTurn() {
        registry.register("http", "dns:///http:50051");

        assertThat(hull(0).policy).isEqualTo("round_robin");
    }

    // Renewal

    @Test
    void renewalMakesTheNewChannelFirstAndSharesItAmongItsNames() {
        registry.register("http", ONE);
        registry.register("mail", ONE);

        registry.renew();

        assertThat(yard.log).containsExactly("made " + ONE, "made " + ONE, "shut down " + ONE);
        assertThat(hull(0).isShutdown()).isTrue();
        assertThat(registry.get("mail").orElseThrow().getState(false)).isEqualTo(ConnectivityState.IDLE);
    }

    @Test
    void aRenewalThatFailsLeavesTheOldChannelInUse() {
        registry.register("http", ONE);
        yard.trouble = Optional.of(new IllegalStateException("half a key file"));

        assertThatThrownBy(registry::renew).isInstanceOf(LoadFailedException.class);

        assertThat(hull(0).isShutdown()).isFalse();
        assertThat(registry.health()).containsEntry("http", ConnectivityState.IDLE);
        registry.renew();
        assertThat(hull(0).isShutdown()).isTrue();
    }

    @Test
    void aChannelThatIsTooOldIsReplacedByTheHealthCheck() {
        ChannelRegistry renewing = registry().maxAge(Duration.ofMinutes(1)).build();
        renewing.register("http", ONE);

        time.advance(Duration.ofSeconds(59));
        assertThat(yard.hulls).hasSize(1);
        time.advance(Duration.ofSeconds(1));

        assertThat(yard.log).containsExactly("made " + ONE, "made " + ONE, "shut down " + ONE);
        renewing.close();
    }

    // Errors for callers

    @Test
    void whoRequiresAnUnknownNameIsToldSo() {
        assertThatThrownBy(() -> registry.require("http"))
                .isInstanceOf(ModuleNotAvailableException.class)
                .hasMessage("module not available: http");
    }

    @Test
    void whoRequiresANameThatCannotConnectIsToldSo() {
        registry.register("http", ONE);
        hull(0).become(ConnectivityState.TRANSIENT_FAILURE);

        assertThatThrownBy(() -> registry.require("http"))
                .isInstanceOf(ConnectionNotReadyException.class)
                .hasMessage("connection not ready: http (TRANSIENT_FAILURE)");
    }

    @Test
    void whoRequiresAnIdleNameGetsItsChannel() {
        registry.register("http", ONE);

        assertThat(registry.require("http")).isSameAs(registry.get("http").orElseThrow());
    }

    @Test
    void whoWaitsInVainForAConnectionIsToldSo() throws Exception {
        registry.register("http", ONE);
        hull(0).become(ConnectivityState.CONNECTING);
        Thread clock = new Thread(() -> {
            while (time.pending() < 2) {
                Thread.onSpinWait();
            }
            time.advance(Duration.ofSeconds(1));
        });
        clock.start();

        assertThatThrownBy(() -> registry.awaitReady("http", Duration.ofSeconds(1)))
                .isInstanceOf(ConnectionNotReadyException.class)
                .hasMessage("connection not ready: http (CONNECTING)");
        clock.join();
    }

    @Test
    void whoWaitsForAnUnknownNameIsToldSo() {
        assertThatThrownBy(() -> registry.awaitReady("http", Duration.ofSeconds(1)))
                .hasMessage("module not available: http");
    }

    // close()

    @Test
    void closingForgetsEverybodyAndRefusesNewcomers() {
        registry.register("http", ONE);

        registry.close();

        assertThat(registry.get("http")).isEmpty();
        assertThat(hull(0).isShutdown()).isTrue();
        assertThatThrownBy(() -> registry.register("http", ONE))
                .isInstanceOf(CacheClosedException.class)
                .hasMessage("registry 'test' is closed");
        assertThat(time.pending()).as("timers left").isZero();
    }

    @Test
    void closingEndsByForceWhatDoesNotEndByItself() {
        registry.register("http", ONE);
        call(registry.get("http").orElseThrow());

        registry.close();
        registry.close();

        assertThat(hull(0).shutdownNow).isTrue();
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        ChannelRegistryBuilder builder = registry();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.healthPeriod(Duration.ZERO))
                .withMessage("healthPeriod: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxAge(Duration.ZERO))
                .withMessage("maxAge: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.drainTimeout(Duration.ofSeconds(-1)))
                .withMessage("drainTimeout: PT-1S (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.name(""))
                .withMessage("name: '' (expected: not blank)");
    }
}
