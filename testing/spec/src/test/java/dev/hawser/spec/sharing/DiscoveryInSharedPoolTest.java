// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.discovery.follow.DiscoveryProblem;
import dev.hawser.discovery.follow.FollowOptions;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool of shared connections makes of the answers of discovery, good and bad: as a pool of exclusive ones. */
class DiscoveryInSharedPoolTest {

    /** As it is by default; the other tests' piers trust empty answers. */
    private static Pier pier(String... addresses) {
        return Pier.of(options -> options.follow(FollowOptions.defaults()), addresses);
    }

    private static List<String> addresses(Pier pier) {
        return pier.pool.snapshot().endpoints().stream()
                .map(each -> each.endpoint().address().toString())
                .toList();
    }

    private static List<String> reports(Pier pier) {
        return pier.events(PoolEvent.DiscoveryFailed.class).stream()
                .map(PoolEvent.DiscoveryFailed::problem)
                .toList();
    }

    @Test
    void anEmptyAnswerKeepsTheLastGoodSetAndIsReported() {
        try (Pier pier = pier(A)) {
            assertThat(pier.visit()).isEqualTo(A);

            pier.discovery.publish(List.<Endpoint>of());

            assertThat(pier.visit()).isEqualTo(A);
            assertThat(reports(pier)).containsExactly("empty answer; 1 endpoint kept");
            assertThat(pier.transport.open()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyAnswerRemovesAllWhereItIsTrusted() {
        try (Pier pier = Pier.of(options -> options.emptyAnswer(EmptyAnswer.TRUST), A)) {
            pier.visit();

            pier.discovery.publish(List.<Endpoint>of());

            assertThat(addresses(pier)).isEmpty();
            assertThat(pier.transport.open()).isZero();
            assertThat(reports(pier)).isEmpty();
        }
    }

    /** A source that watched the last deletion is believed, and keeping its endpoints would keep ghosts. */
    @Test
    void aCertainEndEmptiesThePoolAndIsNoFailure() {
        try (Pier pier = pier(A)) {
            pier.visit();

            pier.discovery.gone();

            assertThat(addresses(pier)).isEmpty();
            assertThat(pier.transport.open()).isZero();
            assertThat(reports(pier)).isEmpty();
        }
    }

    @Test
    void tooManyEndpointsAreRefusedAsAWhole() {
        try (Pier pier = pier(A)) {
            pier.discovery.publish(IntStream.range(0, 10_001)
                    .mapToObj(i -> Endpoint.of("10.1." + i / 250 + "." + i % 250 + ":7001"))
                    .toArray(Endpoint[]::new));

            assertThat(addresses(pier)).containsExactly(A);
            assertThat(reports(pier)).singleElement().asString().contains("endpoints: 10001 (expected: <= 10000)");
        }
    }

    @Test
    void theAgeOfTheSetCountsFromItsLastConfirmation() {
        try (Pier pier = Pier.silent()) {
            assertThat(pier.pool.snapshot().discoveryAge()).isEmpty();
            pier.discovery.publish(A, B);
            pier.advance(Duration.ofSeconds(30));
            pier.discovery.fail(new IOException("resolver gone"));
            pier.advance(Duration.ofSeconds(30));

            assertThat(pier.pool.snapshot().discoveryAge()).contains(Duration.ofMinutes(1));
            pier.discovery.publish(A, B);
            assertThat(pier.pool.snapshot().discoveryAge()).contains(Duration.ZERO);
        }
    }

    @Test
    void whatIsWrongWithDiscoveryStandsInTheSnapshotUntilItAnswersAgain() {
        try (Pier pier = pier(A)) {
            assertThat(pier.pool.snapshot().discoveryProblem()).isEmpty();
            pier.discovery.fail(new IOException("resolver gone"));
            pier.advance(Duration.ofSeconds(30));
            pier.discovery.publish(List.<Endpoint>of());
            pier.advance(Duration.ofSeconds(30));

            assertThat(pier.pool.snapshot().discoveryProblem())
                    .contains(new DiscoveryProblem("empty answer; 1 endpoint kept", Duration.ofMinutes(1)));
            pier.discovery.publish(A);
            assertThat(pier.pool.snapshot().discoveryProblem()).isEmpty();
        }
    }
}
