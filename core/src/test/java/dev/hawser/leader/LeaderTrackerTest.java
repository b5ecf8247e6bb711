// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.endpoint.Address;
import dev.hawser.leader.LeaderNews.Change;
import dev.hawser.leader.LeaderOptions.Strangers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeaderTrackerTest {

    private static final long SECOND = 1_000_000_000;
    private static final Address A = new Address("a", 1);
    private static final Address B = new Address("b", 1);
    private static final Address C = new Address("c", 1);
    private static final Address STRANGER = new Address("stranger", 1);
    private static final OptionalLong NO_TERM = OptionalLong.empty();

    private final LeaderTracker tracker = new LeaderTracker(LeaderOptions.defaults(), Set.of(A, B, C), 0);

    @Test
    void atFirstNobodyIsKnownToLead() {
        assertThat(tracker.leader(0)).isEmpty();
        assertThat(tracker.term(0)).isEmpty();
    }

    @Test
    void aHintIsFollowedAtOnceAndRemembered() {
        LeaderNews news = tracker.refused(A, hint(B, 3), 0, 1);

        assertThat(news.follow()).contains(B);
        assertThat(news.change())
                .contains(new Change(Optional.empty(), Optional.of(B), "a:1 refused, since it doesn't lead"));
        assertThat(tracker.leader(1)).contains(B);
        assertThat(tracker.term(1)).hasValue(3);
    }

    @Test
    void withoutAHintTheCallWaits() {
        assertThat(tracker.refused(A, nothing(), 0, 1)).isEqualTo(LeaderNews.NONE);
    }

    @Test
    void whoAnswersAsLeaderIsRemembered() {
        LeaderNews news = tracker.answered(C, OptionalLong.of(7), 0, 1);

        assertThat(news.change()).contains(new Change(Optional.empty(), Optional.of(C), "c:1 answered as leader"));
        assertThat(tracker.leader(1)).contains(C);
    }

    @Test
    void aNewerTermReplacesAnOlderAndNeverTheOtherWayRound() {
        tracker.refused(A, hint(B, 3), 0, 1);

        assertThat(tracker.refused(B, hint(C, 4), 2, 3).follow()).contains(C);
        tracker.answered(B, OptionalLong.of(3), 0, 4);

        assertThat(tracker.leader(4)).as("the late answer of the old leader").contains(C);
        assertThat(tracker.term(4)).hasValue(4);
    }

    @Test
    void whoIsSentBackToAnOlderLeaderIsToldOfTheNewerOne() {
        tracker.refused(A, hint(C, 4), 0, 1);

        assertThat(tracker.refused(B, hint(A, 3), 2, 3).follow()).contains(C);
    }

    @Test
    void theSameTermIsBelievedOnlyWhileItsLeaderIsUnknown() {
        tracker.refused(A, hint(B, 3), 0, 1);
        tracker.refused(A, hint(C, 3), 2, 3);
        assertThat(tracker.leader(3)).contains(B);

        tracker.lost(B, 4);
        assertThat(tracker.refused(A, hint(B, 3), 5, 6).follow()).contains(B);
    }

    @Test
    void aReplyFromBeforeTheLeaderWasLostDoesNotBringItBack() {
        tracker.refused(A, hint(B, 3), 0, 1);
        tracker.lost(B, 4);

        tracker.answered(B, OptionalLong.of(3), 3, 5);

        assertThat(tracker.leader(5)).isEmpty();
    }

    @Test
    void withoutTermsAReplyCountsOnlyIfItsRequestWasSentAfterTheLatestChange() {
        tracker.refused(A, hint(B), 0, 10);

        tracker.refused(C, hint(A), 9, 11);
        assertThat(tracker.leader(11)).as("asked before").contains(B);
        tracker.answered(A, NO_TERM, 9, 12);
        assertThat(tracker.leader(12)).contains(B);
        tracker.refused(C, hint(A), 11, 13);
        assertThat(tracker.leader(13)).as("asked after").contains(A);
    }

    @Test
    void aLeaderThatRefusesIsForgotten() {
        tracker.refused(A, hint(B, 3), 0, 1);

        LeaderNews news = tracker.refused(B, nothing(), 2, 3);

        assertThat(news.follow()).isEmpty();
        assertThat(news.change()).isPresent();
        assertThat(tracker.leader(3)).isEmpty();
    }

    @Test
    void aRefusalFromBeforeItsElectionDoesNotMakeTheLeaderForgotten() {
        tracker.refused(A, hint(B, 3), 5, 6);

        tracker.refused(B, hint(A, 2), 7, 8);
        tracker.refused(B, nothing(), 4, 9);

        assertThat(tracker.leader(9)).contains(B);
    }

    @Test
    void somebodyElseWhoKnowsOfNoLeaderDoesNotMakeOursForgotten() {
        tracker.refused(A, hint(B, 3), 0, 1);

        LeaderNews news = tracker.refused(C, new LeaderHint(Optional.empty(), OptionalLong.of(100)), 2, 3);

        assertThat(news.follow())
                .as("cut off, and counting up elections that nobody wins")
                .contains(B);
        assertThat(tracker.term(3)).hasValue(3);
    }

    @Test
    void aLeaderThatCannotBeReachedIsForgotten() {
        tracker.refused(A, hint(B, 3), 0, 1);

        assertThat(tracker.lost(B, 2).change())
                .contains(new Change(Optional.of(B), Optional.empty(), "b:1 can't be reached"));
        assertThat(tracker.leader(2)).isEmpty();
    }

    @Test
    void anotherThatCannotBeReachedChangesNothing() {
        tracker.refused(A, hint(B, 3), 0, 1);

        assertThat(tracker.lost(C, 2)).isEqualTo(LeaderNews.NONE);
        assertThat(tracker.leader(2)).contains(B);
    }

    @Test
    void strangersAreIgnoredUnlessOneWants() {
        assertThat(tracker.refused(A, hint(STRANGER, 9), 0, 1)).isEqualTo(LeaderNews.NONE);
        assertThat(tracker.term(1)).isEmpty();

        LeaderTracker trusting =
                new LeaderTracker(LeaderOptions.defaults().withStrangers(Strangers.BELIEVED), Set.of(A), 0);
        assertThat(trusting.refused(A, hint(STRANGER, 9), 0, 1).follow()).contains(STRANGER);
    }

    @Test
    void whoRefusesAndNamesItselfIsNotBelieved() {
        assertThat(tracker.refused(A, hint(A, 3), 0, 1)).isEqualTo(LeaderNews.NONE);
    }

    @Test
    void aLeaderThatIsNoMemberAnyMoreIsForgotten() {
        tracker.refused(A, hint(B, 3), 0, 1);

        assertThat(tracker.members(Set.of(A, B), 2)).isEqualTo(LeaderNews.NONE);
        assertThat(tracker.members(Set.of(A, C), 3).change()).isPresent();
        assertThat(tracker.leader(3)).isEmpty();
    }

    @Test
    void aLeaderThatNobodyConfirmsExpiresAndSoDoesItsTerm() {
        tracker.refused(A, hint(B, 300), 0, 0);

        assertThat(tracker.leader(60 * SECOND)).contains(B);
        assertThat(tracker.leader(60 * SECOND + 1)).isEmpty();
        tracker.answered(C, OptionalLong.of(1), 61 * SECOND, 62 * SECOND);
        assertThat(tracker.leader(62 * SECOND)).as("the group was set up anew").contains(C);
    }

    @Test
    void aLeaderInUseDoesNotExpire() {
        tracker.answered(B, OptionalLong.of(3), 0, 0);
        for (int second = 1; second < 300; second++) {
            tracker.answered(B, OptionalLong.of(3), second * SECOND, second * SECOND);
        }

        assertThat(tracker.leader(300 * SECOND)).contains(B);
    }

    @Test
    void aSearchAsksWhoLedLastAndThenEachOnceInRandomOrder() {
        tracker.refused(A, hint(B, 3), 0, 1);
        tracker.lost(B, 2);
        Set<List<Address>> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            orders.add(drain(tracker.probes(new SplittableRandom(seed))));
        }

        assertThat(orders).containsExactlyInAnyOrder(List.of(B, A, C), List.of(B, C, A));
    }

    @Test
    void aSearchDoesNotAskWhoIsNoMemberAnyMore() {
        tracker.refused(A, hint(B, 3), 0, 1);
        tracker.members(Set.of(A), 2);

        assertThat(drain(tracker.probes(new SplittableRandom(1)))).containsExactly(A);
    }

    @Test
    void anExpiryOfNothingIsRefused() {
        assertThatThrownBy(() -> LeaderOptions.defaults().withExpiry(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expiry: PT0S (expected: > 0, at most PT8760H)");
    }

    private static List<Address> drain(ProbePlan plan) {
        List<Address> all = new ArrayList<>();
        for (Optional<Address> next = plan.next(); next.isPresent(); next = plan.next()) {
            all.add(next.get());
        }
        return all;
    }

    private static LeaderHint hint(Address leader, long term) {
        return new LeaderHint(Optional.of(leader), OptionalLong.of(term));
    }

    private static LeaderHint hint(Address leader) {
        return new LeaderHint(Optional.of(leader), NO_TERM);
    }

    private static LeaderHint nothing() {
        return new LeaderHint(Optional.empty(), NO_TERM);
    }
}
