// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that follows a source of names. */
class FollowingTest {

    private static final String ONE = "10.0.0.1:50051";
    private static final String TWO = "10.0.0.2:50051";

    private final FakeTime time = new FakeTime();
    private final Yard yard = new Yard();
    private final ScriptedNames names = new ScriptedNames();
    private final ChannelRegistry registry = registry().following(names).build();

    private ChannelRegistryBuilder registry() {
        return ChannelRegistry.builder(ChannelOptions.plaintext().withFactory(yard))
                .time(time);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static Endpoint named(String address, String name) {
        return Endpoint.of(address).withAttributes(Map.of("name", name));
    }

    @Test
    void whatTheSourceNamesIsRegistered() {
        names.say(Map.of("http", ONE, "mail", TWO));

        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE\nmail -> " + TWO + " IDLE");
    }

    @Test
    void aNameThatMovesIsSwapped() {
        names.say(Map.of("http", ONE));

        names.say(Map.of("http", TWO));

        assertThat(yard.log).containsExactly("made " + ONE, "made " + TWO, "shut down " + ONE);
    }

    @Test
    void anUnchangedAnswerChangesNothing() {
        names.say(Map.of("http", ONE));
        names.say(Map.of("http", ONE));

        assertThat(yard.log).containsExactly("made " + ONE);
    }

    @Test
    void aNameThatIsGoneIsUnregistered() {
        names.say(Map.of("http", ONE, "mail", TWO));

        names.say(Map.of("mail", TWO));

        assertThat(registry.get("http")).isEmpty();
        assertThat(registry.get("mail")).isPresent();
    }

    @Test
    void aNameWithoutAnAddressIsNotRegistered() {
        names.say(Map.of("http", "", "mail", TWO));

        assertThat(registry.get("http")).isEmpty();
        assertThat(registry.get("mail")).isPresent();
    }

    @Test
    void anAddressThatBecomesEmptyUnregistersItsName() {
        names.say(Map.of("http", ONE));

        names.say(Map.of("http", ""));

        assertThat(registry.get("http")).isEmpty();
        assertThat(yard.open()).isZero();
    }

    @Test
    void theOwnNameIsSkipped() {
        ScriptedNames all = new ScriptedNames();
        ChannelRegistry registry = registry().following(all.exceptOwn("me")).build();

        all.say(Map.of("me", ONE, "mail", TWO));

        assertThat(registry.get("me")).isEmpty();
        assertThat(registry.get("mail")).isPresent();
        registry.close();
        assertThat(all.open()).isZero();
    }

    @Test
    void aFailureOfTheSourceKeepsEverything() {
        names.say(Map.of("http", ONE));

        names.fail(new IllegalStateException("500"));

        assertThat(registry.get("http")).isPresent();
    }

    @Test
    void anEmptyAnswerKeepsEverythingUnlessItIsTrusted() {
        names.say(Map.of("http", ONE));
        names.say(Map.of());
        assertThat(registry.get("http")).isPresent();

        ScriptedNames trusted = new ScriptedNames();
        ChannelRegistry registry =
                registry().following(trusted).emptyAnswer(EmptyAnswer.TRUST).build();
        trusted.say(Map.of("http", ONE));
        trusted.say(Map.of());

        assertThat(registry.get("http")).isEmpty();
        registry.close();
    }

    /** An empty answer may be a mistake; a deletion that was watched is none. */
    @Test
    void whenTheLastNameIsGoneForCertainItIsUnregistered() {
        names.say(Map.of("http", ONE));

        names.gone();

        assertThat(registry.get("http")).isEmpty();
        assertThat(yard.open()).isZero();
    }

    @Test
    void theCertainEndOfAllNamesLeavesThoseRegisteredByHand() {
        registry.register("own", ONE);
        names.say(Map.of("http", TWO));

        names.gone();

        assertThat(registry.health().keySet()).containsExactly("own");
    }

    @Test
    void leavingOutTheOwnNameKeepsTheCertaintyOfTheOthersEnd() {
        ScriptedNames all = new ScriptedNames();
        ChannelRegistry registry = registry().following(all.exceptOwn("me")).build();
        all.say(Map.of("me", ONE, "mail", TWO));

        all.gone();

        assertThat(registry.get("mail")).isEmpty();
        registry.close();
    }

    /** How old what it goes by is, and what is wrong: to be seen without reading the log. */
    @Test
    void theSnapshotSaysHowTheSourceStands() {
        FakeTime time = new FakeTime();
        ScriptedNames followed = new ScriptedNames();
        ChannelRegistry registry = registry().following(followed).time(time).build();
        assertThat(registry.snapshot().following().orElseThrow().age()).isEmpty();
        followed.say(Map.of("http", ONE));
        time.advance(Duration.ofSeconds(20));
        followed.fail(new IllegalStateException("500"));
        time.advance(Duration.ofSeconds(10));
        followed.say(Map.of());

        assertThat(registry.snapshot().following())
                .contains(new RegistrySnapshot.Following(
                        "scripted names",
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(new DiscoveryProblem("empty answer; 1 name kept", Duration.ofSeconds(10)))));
        followed.say(Map.of("http", ONE));
        assertThat(registry.snapshot().following().orElseThrow().problem()).isEmpty();
        registry.close();
    }

    /** What is left to be followed is nothing, but the answer was not empty: the source said that only the own one is there. */
    @Test
    void whenOnlyTheOwnNameIsLeftTheOthersAreUnregistered() {
        ScriptedNames all = new ScriptedNames();
        ChannelRegistry registry = registry().following(all.exceptOwn("me")).build();
        all.say(Map.of("me", ONE, "mail", TWO));

        all.say(Map.of("me", ONE));

        assertThat(registry.get("mail")).isEmpty();
        registry.close();
    }

    @Test
    void anEmptyAnswerKeepsEverythingAlsoWhereTheOwnNameIsLeftOut() {
        ScriptedNames all = new ScriptedNames();
        ChannelRegistry registry = registry().following(all.exceptOwn("me")).build();
        all.say(Map.of("me", ONE, "mail", TWO));

        all.say(Map.of());

        assertThat(registry.get("mail")).isPresent();
        registry.close();
    }

    @Test
    void aBadAddressKeepsItsOldRegistrationAndHarmsNoOther() {
        names.say(Map.of("http", ONE));

        names.say(Map.of("http", "nonsense", "mail", TWO));

        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE\nmail -> " + TWO + " IDLE");
    }

    @Test
    void aRegistrationThatFailedIsTriedAgainWithTheNextAnswer() {
        yard.trouble = Optional.of(new IllegalStateException("no certificate"));
        names.say(Map.of("http", ONE));
        assertThat(registry.get("http")).isEmpty();

        names.say(Map.of("http", ONE));

        assertThat(registry.get("http")).isPresent();
    }

    @Test
    void whatWasRegisteredByHandIsLeftAlone() {
        registry.register("own", ONE);
        names.say(Map.of("http", TWO));
        names.say(Map.of("mail", TWO));

        assertThat(registry.health().keySet()).containsExactly("mail", "own");
    }

    @Test
    void afterCloseTheSourceIsNotWatched() {
        registry.close();

        assertThat(names.open()).isZero();
    }

    // Waiting for a name that the source has not brought yet

    /** In a thread of its own, which waits when this returns. */
    private FutureTask<ManagedChannel> awaiting() {
        FutureTask<ManagedChannel> waiting = new FutureTask<>(() -> registry.awaitReady("http", Duration.ofSeconds(5)));
        int before = time.pending();
        new Thread(waiting, "awaiting").start();
        await().until(() -> time.pending() > before);
        return waiting;
    }

    private static void assertMissed(FutureTask<ManagedChannel> waiting, String message) {
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ModuleNotAvailableException.class)
                .hasMessage(message);
    }

    /** Right after the start the first answer was under way, and yet everybody was told that there is no such module. */
    @Test
    void whoWaitsForANameGetsItWhenTheSourceBringsIt() throws Exception {
        FutureTask<ManagedChannel> waiting = awaiting();

        names.say(Map.of("http", ONE));
        yard.hulls.get(0).become(ConnectivityState.READY);

        assertThat(waiting.get(20, TimeUnit.SECONDS))
                .isSameAs(registry.get("http").orElseThrow());
    }

    @Test
    void aNameThatDoesNotComeInTimeIsMissedWithWhatIsWrongWithTheSource() {
        FutureTask<ManagedChannel> waiting = awaiting();

        names.fail(new IllegalStateException("403"));
        time.advance(Duration.ofSeconds(5));

        assertMissed(waiting, "module not available: http (scripted names: IllegalStateException: 403; 0 names kept)");
    }

    @Test
    void aSourceThatHasNotAnsweredYetIsNamed() {
        FutureTask<ManagedChannel> waiting = awaiting();

        time.advance(Duration.ofSeconds(5));

        assertMissed(waiting, "module not available: http (scripted names: no answer yet)");
    }

    @Test
    void ofASourceThatIsWellNothingIsSaid() {
        names.say(Map.of("mail", TWO));
        FutureTask<ManagedChannel> waiting = awaiting();

        time.advance(Duration.ofSeconds(5));

        assertMissed(waiting, "module not available: http");
    }

    @Test
    void nameAndConnectionShareOneTimeout() {
        FutureTask<ManagedChannel> waiting = awaiting();
        time.advance(Duration.ofSeconds(4));
        names.say(Map.of("http", ONE));
        yard.hulls.get(0).become(ConnectivityState.CONNECTING);

        await().until(() -> yard.hulls.get(0).asked.get() > 0);
        await().pollInterval(Duration.ofMillis(2))
                .until(
                        () -> { // the wait for the connection is about to begin
                            time.advance(Duration.ofMillis(10));
                            return waiting.isDone();
                        });

        assertThatThrownBy(waiting::get).hasMessageContaining("connection not ready: http (CONNECTING)");
        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void closingEndsTheWaitAtOnce() {
        FutureTask<ManagedChannel> waiting = awaiting();

        registry.close();

        assertMissed(waiting, "module not available: http");
        assertThatThrownBy(() -> registry.awaitReady("http", Duration.ofDays(1)))
                .hasMessage("module not available: http");
    }

    // Any discovery whose endpoints have a name

    @Test
    void theNamesOfADiscoverysEndpointsAreFollowed() {
        ScriptedDiscovery discovery = new ScriptedDiscovery();
        ChannelRegistry registry = registry().following(discovery).build();

        discovery.publish(named(ONE, "http"), Endpoint.of(TWO));
        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE");
        discovery.publish(named(TWO, "http"));
        assertThat(registry.snapshot()).hasToString("http -> " + TWO + " IDLE");
        discovery.fail(new IllegalStateException("500"));
        assertThat(registry.get("http")).isPresent();
        discovery.gone();
        assertThat(registry.get("http")).isEmpty();
        registry.close();
    }

    @Test
    void oneEndpointMayHaveSeveralNamesWhichShareItsChannel() {
        ScriptedDiscovery discovery = new ScriptedDiscovery();
        ChannelRegistry registry = registry().following(discovery).build();

        discovery.publish(named(ONE, "http, mail"));

        assertThat(registry.health().keySet()).containsExactly("http", "mail");
        assertThat(yard.hulls).hasSize(1);
        registry.close();
    }

    @Test
    void ofTwoAddressesWithOneNameTheFirstCounts() {
        ScriptedDiscovery discovery = new ScriptedDiscovery();
        ChannelRegistry registry = registry().following(discovery).build();

        discovery.publish(named(ONE, "http"), named(TWO, "http"));

        assertThat(registry.snapshot()).hasToString("http -> " + ONE + " IDLE");
        registry.close();
    }
}
