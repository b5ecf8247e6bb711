// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import dev.hawser.endpoint.Address;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about the leader.
 *
 * @param leader who; absent while unknown
 * @param term the newest heard of; absent if the protocol tells none
 * @param since when leader or term last changed: replies to what was sent before may be about the time before
 * @param confirmed when it was last heard of again
 * @param last who led when somebody was last known to
 */
record Known(Optional<Address> leader, OptionalLong term, long since, long confirmed, Optional<Address> last) {

    static Known nothing(long now) {
        return new Known(Optional.empty(), OptionalLong.empty(), now, now, Optional.empty());
    }

    /** After nobody confirmed it for too long: only who led last is remembered, as the one to ask first. */
    Known expired() {
        return new Known(Optional.empty(), OptionalLong.empty(), since, confirmed, last);
    }

    /** The same, heard of again. Changes only once in a while, so that calls in plenty don't contend for it. */
    Known confirmedAt(long now, long coarseness) {
        return now - confirmed > coarseness ? new Known(leader, term, since, now, last) : this;
    }

    Known withoutLeader(long now) {
        return new Known(Optional.empty(), term, now, now, last);
    }

    /** The news in place of what is known; a leader without a term keeps the newest term as the floor. */
    Known replacedBy(LeaderHint news, long now) {
        OptionalLong newTerm = news.term().isPresent() ? news.term() : term;
        return new Known(news.leader(), newTerm, now, now, news.leader().or(() -> last));
    }

    /**
     * Whether the news counts for more than what is known. A newer term does, if there is a leader in it: a member that
     * is cut off from the others may count up elections that nobody wins. So does the same term while its leader is
     * unknown, or a leader without a term, if the request was sent when we knew no better: an answer to an older one may
     * have been overtaken.
     */
    boolean yieldsTo(LeaderHint news, long sentAt) {
        if (news.leader().isEmpty()) {
            return false;
        }
        if (news.term().isPresent() && term.isPresent() && !news.term().equals(term)) {
            return news.term().getAsLong() > term.getAsLong();
        }
        boolean sameTerm = news.term().isPresent() && term.isPresent();
        boolean adds = sameTerm ? leader.isEmpty() : !agreesWith(news);
        return adds && sentAt - since >= 0;
    }

    /** Whether the news says nothing that isn't known. */
    boolean agreesWith(LeaderHint news) {
        return leader.isPresent()
                && news.leader().equals(leader)
                && (news.term().isEmpty() || news.term().equals(term));
    }

    /** Whether the news is of a term that is over. */
    boolean isNewerThan(LeaderHint news) {
        return news.term().isPresent() && term.isPresent() && news.term().getAsLong() < term.getAsLong();
    }
}
