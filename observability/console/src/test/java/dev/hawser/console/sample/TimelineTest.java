// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Address ENDPOINT = Address.parse("10.0.0.1:7001");
    private static final Address OTHER = Address.parse("10.0.0.2:7001");

    private final Timeline timeline = new Timeline();
    private long second;

    private TimelineEntry add(PoolEvent event) {
        second++;
        return timeline.add(Instant.ofEpochSecond(second), event);
    }

    private static PoolEvent down(Address endpoint) {
        return new PoolEvent.EndpointStateChanged("kv", endpoint, EndpointState.UP, EndpointState.DOWN, "refused");
    }

    private static PoolEvent failed(int attempts) {
        var tried = new PoolEvent.TriedAttempt(
                Optional.of(ENDPOINT), "UNAVAILABLE: gone", Duration.ZERO, Optional.of(Duration.ofMillis(4)));
        return new PoolEvent.CallFailed(
                "kv",
                "kv.KV/Get",
                Outcome.UNKNOWN,
                Optional.of(Duration.ofMillis(12)),
                "gave up",
                Collections.nCopies(attempts, tried));
    }

    @Test
    void aChangeOfStateIsToldWithBothEndsAndItsReason() {
        TimelineEntry entry = add(down(ENDPOINT));

        assertThat(entry.kind()).isEqualTo("EndpointStateChanged");
        assertThat(entry.severity()).isEqualTo(TimelineEntry.Severity.WARNING);
        assertThat(entry.endpoint()).contains("10.0.0.1:7001");
        assertThat(entry.from()).contains("UP");
        assertThat(entry.to()).contains("DOWN");
        assertThat(entry.text()).isEqualTo("10.0.0.1:7001: UP → DOWN (refused)");
    }

    @Test
    void theNewestComesFirst() {
        add(down(ENDPOINT));
        add(down(OTHER));

        assertThat(timeline.entries(Optional.of("kv"), Optional.empty(), 10))
                .extracting(one -> one.endpoint().orElseThrow())
                .containsExactly("10.0.0.2:7001", "10.0.0.1:7001");
        assertThat(timeline.entries(Optional.empty(), Optional.empty(), 1)).hasSize(1);
        assertThat(timeline.entries(Optional.of("else"), Optional.empty(), 10)).isEmpty();
    }

    /** A second of trouble makes thousands of them. */
    @Test
    void callsAndConnectionsDoNotPushOutChanges() {
        add(down(ENDPOINT));
        for (int i = 0; i < 1000; i++) {
            add(failed(1));
            add(new PoolEvent.ConnectionClosed("kv", OTHER, CloseReason.LOST, Optional.of(new IOException("reset"))));
        }

        assertThat(timeline.entries(Optional.of("kv"), Optional.empty(), 5000))
                .extracting(TimelineEntry::kind)
                .contains("EndpointStateChanged", "CallFailed", "ConnectionClosed");
    }

    @Test
    void anEndpointKeepsItsLastChangesWhileOthersHaveThousands() {
        add(down(ENDPOINT));
        for (int i = 0; i < 1000; i++) {
            add(down(OTHER));
        }

        assertThat(timeline.entries(Optional.of("kv"), Optional.of(ENDPOINT.toString()), 10))
                .hasSize(1);
        assertThat(timeline.entries(Optional.of("kv"), Optional.empty(), 5000)).hasSize(Timeline.OF_POOL);
    }

    @Test
    void manyEndpointsAndPoolsTakeNoMoreThanTheyMay() {
        for (int i = 0; i < 20_000; i++) {
            add(down(Address.parse("10.0." + i / 250 + "." + i % 250 + ":7001")));
            add(new PoolEvent.PoolClosed("pool" + i));
        }

        assertThat(timeline.size()).isLessThanOrEqualTo(Timeline.OF_POOL + Timeline.ENDPOINTS + Timeline.POOLS);
    }

    @Test
    void aPoolCanBeForgotten() {
        add(down(ENDPOINT));
        add(failed(1));

        timeline.remove("kv");

        assertThat(timeline.size()).isZero();
    }

    @Test
    void aFailedCallIsKeptWithItsAttempts() {
        add(failed(2));

        Failure failure = timeline.failures(Optional.of("kv"), 10).get(0);

        assertThat(failure.kind()).isEqualTo(Failure.Kind.FAILED);
        assertThat(failure.call()).contains("kv.KV/Get");
        assertThat(failure.outcome()).contains("UNKNOWN");
        assertThat(failure.message()).isEqualTo("gave up");
        assertThat(failure.attempts()).hasSize(2);
        assertThat(failure.attempts().get(0).result()).isEqualTo("UNAVAILABLE: gone");
    }

    @Test
    void refusedAndWaitingCallersAreFailuresToo() {
        add(new PoolEvent.LeaseRefused("kv", Duration.ofMillis(200), false, "no lease within 200ms"));
        add(new PoolEvent.LeaseWaited("kv", ENDPOINT, Duration.ofMillis(150), "all full"));

        assertThat(timeline.failures(Optional.empty(), 10))
                .extracting(Failure::kind)
                .containsExactly(Failure.Kind.WAITED, Failure.Kind.REFUSED);
    }

    /** The requests over a connection that its holder had by itself are the holder's, but that it broke is known. */
    @Test
    void aLeaseWhoseConnectionBrokeIsKeptWithTheCause() {
        add(new PoolEvent.ConnectionClosed("kv", ENDPOINT, CloseReason.BROKEN, Optional.of(new IOException("reset"))));
        add(new PoolEvent.ConnectionClosed("kv", ENDPOINT, CloseReason.DISCARDED, Optional.of(new IOException("odd"))));
        add(new PoolEvent.ConnectionClosed("kv", ENDPOINT, CloseReason.IDLE_TIMEOUT, Optional.empty()));

        List<Failure> failures = timeline.failures(Optional.of("kv"), 10);

        assertThat(failures).extracting(Failure::kind).containsExactly(Failure.Kind.BROKEN, Failure.Kind.BROKEN);
        assertThat(failures)
                .extracting(Failure::message)
                .containsExactly(
                        "the connection to 10.0.0.1:7001 was given back as broken",
                        "the connection to 10.0.0.1:7001 broke in its holder's hands");
        assertThat(failures.get(1).took()).isEmpty();
        assertThat(failures.get(1).attempts())
                .containsExactly(new Failure.Attempt(
                        Optional.of("10.0.0.1:7001"), "IOException: reset", Duration.ZERO, Optional.empty()));
    }

    @Test
    void attemptsAndFailuresHaveTheirMost() {
        for (int i = 0; i < 500; i++) {
            add(failed(1000));
        }

        List<Failure> failures = timeline.failures(Optional.empty(), 5000);

        assertThat(failures).hasSize(Timeline.OF_FAILURES);
        assertThat(failures.get(0).attempts()).hasSize(Failure.MOST_ATTEMPTS);
    }

    @Test
    void manyAddressesAreToldByNumber() {
        List<Address> thousand = Collections.nCopies(1000, ENDPOINT);

        TimelineEntry entry = add(new PoolEvent.EndpointsChanged("kv", thousand, List.of(OTHER), List.of()));

        assertThat(entry.text())
                .isEqualTo("endpoints: 1000 added (10.0.0.1:7001, 10.0.0.1:7001, 10.0.0.1:7001 and 997 more), "
                        + "1 removed (10.0.0.2:7001)");
    }

    /** An application's message may be a whole document. */
    @Test
    void wordsFromElsewhereAreOneShortLine() {
        TimelineEntry entry =
                add(new PoolEvent.LeaseRefused("kv", Duration.ZERO, false, "a\nb\u001b[31m" + "x".repeat(10_000)));

        assertThat(entry.text()).contains("a b [31mxxx").hasSize(Line.LONGEST + 1);
    }

    /** One that is built before it is watched tells of its first connections meanwhile: they went with the old one. */
    @Test
    void whatAnotherPoolOfTheNameHasToldIsKeptWhenTheOldOneIsForgotten() {
        add(down(ENDPOINT));
        add(failed(1));
        add(new PoolEvent.PoolClosed("kv"));
        TimelineEntry later = add(down(OTHER));
        add(failed(2));

        timeline.remove("kv");

        assertThat(timeline.entries(Optional.of("kv"), Optional.empty(), 10))
                .hasSize(2)
                .contains(later);
        assertThat(timeline.entries(Optional.of("kv"), Optional.of("10.0.0.1:7001"), 10))
                .isEmpty();
        assertThat(timeline.entries(Optional.of("kv"), Optional.of("10.0.0.2:7001"), 10))
                .containsExactly(later);
        assertThat(timeline.failures(Optional.of("kv"), 10)).hasSize(1);
    }

    @Test
    void aPoolThatIsForgottenAndHasNoFollowerLeavesNothingBehind() {
        add(down(ENDPOINT));
        add(failed(1));
        add(new PoolEvent.PoolClosed("kv"));

        timeline.remove("kv");

        assertThat(timeline.size()).isZero();
    }
}
