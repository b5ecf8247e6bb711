// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.Asked;
import org.junit.jupiter.api.Test;

/**
 * What a discovery from an API server has to keep whatever becomes of that server: nothing is lost, nobody stays who has
 * gone, and nobody comes twice. For each kind of resources there is one extension.
 */
abstract class ApiServerFaults extends ApiServerScene {

    // Well-behaved

    @Test
    void whatIsAddedChangedAndDeletedIsSeen() {
        followBoth();

        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE);
        put("c", "10.0.0.4:50051");
        awaitAddresses(ONE, TWO, "10.0.0.4:50051");
        delete("c");
        awaitAddresses(ONE, TWO);

        assertThat(server.count(Asked.LIST)).isEqualTo(1);
        assertNeverEmpty();
    }

    @Test
    void theLastOneThatIsDeletedIsGoneForCertain() {
        followBoth();

        delete("a");
        delete("b");

        untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    @Test
    void aListOfSeveralPagesIsToldWhenItIsWhole() {
        putMany(250);

        follow();

        untilAsserted(() -> assertThat(heard.latest()).hasSize(252));
        assertThat(heard.answers()).hasSize(1);
        assertThat(server.count(Asked.PAGE)).isPositive();
    }

    // Lost connections

    @Test
    void aDroppedWatchLosesNothing() {
        followBoth();

        server.dropConnections();
        put("c", THREE);
        delete("a");

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    @Test
    void whileTheServerIsDownEverythingStaysAndAfterwardsChangesAreSeen() {
        followBoth();

        server.down();
        until(() -> heard.failures().size() >= 2);
        assertThat(heard.addresses()).containsExactlyInAnyOrder(ONE, TWO);
        put("c", THREE);
        delete("a");
        server.up();

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    /** The connection is there, the server is not. What it ought to have ended long ago is begun anew. */
    @Test
    void aWatchThatFallsSilentIsNoticed() {
        followBoth();

        server.muteWatches();
        put("c", THREE);
        delete("a");
        time.advance(KubernetesOptions.DEFAULT_WATCH_PERIOD.multipliedBy(3));

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    // 410

    @Test
    void after410AsAnEventANewListNoticesWhatWasDeleted() {
        followBoth();

        server.down();
        delete("a");
        put("c", THREE);
        server.forgetHistory();
        server.up();

        awaitAddresses(TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(2);
        assertNeverEmpty();
    }

    @Test
    void after410AsAStatusANewListNoticesWhatWasDeleted() {
        followBoth();
        server.once(Asked.WATCH, Answer.status(410));

        server.down();
        delete("a");
        server.up();

        awaitAddresses(TWO);
        assertThat(server.count(Asked.LIST)).isEqualTo(2);
        assertNeverEmpty();
    }

    // Refused

    @Test
    void aRightThatIsTakenAwayAndGivenBackLosesNothing() {
        followBoth();

        server.always(Asked.LIST, Answer.status(403));
        server.always(Asked.WATCH, Answer.status(403));
        server.dropConnections();
        awaitFailure("403");
        delete("a");
        server.heal();

        awaitAddresses(TWO);
        assertNeverEmpty();
    }

    // Slow and partial

    /** A list that comes back empty is told as such, and whoever keeps the last good set keeps it. */
    @Test
    void anEmptyListIsNoCertainty() {
        followBoth();

        server.down();
        delete("a");
        delete("b");
        server.forgetHistory();
        server.up();

        until(() -> heard.latest().isEmpty());
        assertThat(heard.gone()).isZero();
    }
}
