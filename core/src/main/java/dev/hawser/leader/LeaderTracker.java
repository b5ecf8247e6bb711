// SPDX-License-Identifier: Apache-2.0
package dev.hawser.leader;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Remembers who leads one group, from what its members answer.
 *
 * <pre>
 *            newer term, or the first we hear of this one
 *   UNKNOWN ────────────────────────────────────────────→ KNOWN ─newer term→ KNOWN (another)
 *      ↑                                                    │
 *      └─ it can't be reached, says that it doesn't lead, ──┘
 *         is no member any more, or nobody confirmed it for a minute
 * </pre>
 *
 * <p>Guaranteed: the term never goes back, except by expiry; so a late reply of an old leader never replaces a newer one.
 * Where the protocol tells no terms, a reply counts only if its request was sent after the latest change here.
 * Not guaranteed: that whoever is named leads. It may have been deposed a moment ago; it will say so.
 *
 * <p>{@code sentAt} is when the request was sent that the reply answers, on the clock of {@code now}. Safe for use by any
 * thread; reads no clock, calls nobody.
 */
public final class LeaderTracker {
    /*
     * State        known: one immutable record. members: the last set given.
     * Who changes  Any thread, by CAS from the record that the decision was made on; who loses decides anew.
     * Never        waits, calls a listener; asks anybody. A change is returned to exactly one caller.
     * Hot path     leader: one read of known.
     * Why it holds Terms: yieldsTo lets only a newer or the same term through, and the CAS makes sure that it was asked
     *              about the record that is replaced. Compare-and-clear likewise: who wants to forget a leader that has
     *              been replaced meanwhile loses the CAS and sees, on the next round, that it is another.
     *              Progress: a loser was overtaken by a change or a confirmation, of which replies in flight make one each.
     */

    /** How often within its expiry a leader in use is confirmed: seldom enough that answers don't contend. */
    private static final int CONFIRMATIONS = 60;

    private final LeaderOptions options;
    private final long expiry;
    private final AtomicReference<Known> known;
    private volatile Set<Address> members;

    public LeaderTracker(LeaderOptions options, Set<Address> members, long now) {
        this.options = requireNonNull(options, "options");
        this.expiry = options.expiry().toNanos();
        this.members = Set.copyOf(members);
        this.known = new AtomicReference<>(Known.nothing(now));
    }

    /** Who leads, as far as is known; absent if nobody is known to, or nobody confirmed it for too long. */
    public Optional<Address> leader(long now) {
        Known seen = known();
        return isExpired(seen, now) ? Optional.empty() : seen.leader();
    }

    /** The newest term heard of; absent if none was, or too long ago. */
    public OptionalLong term(long now) {
        Known seen = known();
        return isExpired(seen, now) ? OptionalLong.empty() : seen.term();
    }

    /**
     * A member refused a request because it doesn't lead.
     *
     * @param hint what it said about who does
     */
    public LeaderNews refused(Address by, LeaderHint hint, long sentAt, long now) {
        LeaderHint usable = isUsable(hint, by) ? hint : new LeaderHint(Optional.empty(), hint.term());
        while (true) {
            Known seen = known();
            Known current = current(seen, now);
            Known next = afterRefusal(current, by, usable, sentAt, now);
            if (next.equals(seen) || known.compareAndSet(seen, next)) {
                // the known leader is worth a try if somebody else refused, wherever we have it from
                Optional<Address> follow = next.leader().filter(leader -> !leader.equals(by));
                return new LeaderNews(follow, change(seen, next, by + " refused, since it doesn't lead"));
            }
        }
    }

    /** A member answered as only a leader does. */
    public LeaderNews answered(Address by, OptionalLong term, long sentAt, long now) {
        LeaderHint news = new LeaderHint(Optional.of(by), term);
        while (true) {
            Known seen = known();
            Known current = current(seen, now);
            Known next = current.agreesWith(news)
                    ? current.confirmedAt(now, expiry / CONFIRMATIONS)
                    : current.yieldsTo(news, sentAt) ? current.replacedBy(news, now) : current;
            if (next.equals(seen) || known.compareAndSet(seen, next)) {
                return new LeaderNews(Optional.empty(), change(seen, next, by + " answered as leader"));
            }
        }
    }

    /** That member can't be reached, or didn't answer in time: if it is the known leader, it is so no more. */
    public LeaderNews lost(Address member, long now) {
        while (true) {
            Known seen = known();
            if (!seen.leader().equals(Optional.of(member))) {
                return LeaderNews.NONE;
            }
            Known next = seen.withoutLeader(now);
            if (known.compareAndSet(seen, next)) {
                return new LeaderNews(Optional.empty(), change(seen, next, member + " can't be reached"));
            }
        }
    }

    /** These are the members now. A leader that is none of them is forgotten, unless strangers are believed. */
    public LeaderNews members(Set<Address> value, long now) {
        members = Set.copyOf(value);
        Optional<Address> leader = known().leader();
        boolean gone = leader.isPresent() && !isAllowed(leader.get());
        return gone ? lost(leader.get(), now) : LeaderNews.NONE;
    }

    /** Whom to ask, one after the other, while nobody is known to lead: who led last, then the others in random order. */
    public ProbePlan probes(RandomGenerator random) {
        return new ProbePlan(members, known().last(), random);
    }

    private Known afterRefusal(Known current, Address by, LeaderHint hint, long sentAt, long now) {
        if (current.yieldsTo(hint, sentAt)) {
            return current.replacedBy(hint, now);
        }
        boolean bySuspect = current.leader().equals(Optional.of(by));
        if (bySuspect && !current.isNewerThan(hint) && sentAt - current.since() >= 0) {
            return current.withoutLeader(now);
        }
        return current.agreesWith(hint) ? current.confirmedAt(now, expiry / CONFIRMATIONS) : current;
    }

    /** Whoever refuses and names itself contradicts itself. */
    private boolean isUsable(LeaderHint hint, Address by) {
        return hint.leader().isPresent()
                && !hint.leader().get().equals(by)
                && isAllowed(hint.leader().get());
    }

    private boolean isAllowed(Address address) {
        return options.strangers() == LeaderOptions.Strangers.BELIEVED || members.contains(address);
    }

    private Known current(Known seen, long now) {
        return isExpired(seen, now) ? seen.expired() : seen;
    }

    private boolean isExpired(Known seen, long now) {
        return now - seen.confirmed() > expiry;
    }

    private Known known() {
        return requireNonNull(known.get());
    }

    private static Optional<LeaderNews.Change> change(Known before, Known after, String why) {
        return before.leader().equals(after.leader())
                ? Optional.empty()
                : Optional.of(new LeaderNews.Change(before.leader(), after.leader(), why));
    }

    @Override
    public String toString() {
        Known seen = known();
        String leader = seen.leader().map(Address::toString).orElse("unknown");
        return "LeaderTracker[leader=" + leader
                + (seen.term().isPresent() ? ", term=" + seen.term().getAsLong() : "") + "]";
    }
}
