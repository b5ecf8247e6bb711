// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.pool.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Who belongs to the pool, and which of them are in service: turns discovery's answers and the members' health into the
 * {@link Fleet} that callers read. Under the client's lock.
 *
 * @param <C> the connection
 */
final class Roster<C> {

    /** From this size on, changes of health are gathered for a while before a new fleet is made. */
    private static final int LARGE = 500;

    /** Making a fleet of 10,000 takes a few milliseconds; at most one tenth of the time goes into it. */
    private static final long GATHERING_NANOS = 50_000_000;

    /** After a balancer threw: it will throw again, and each time is a line in the log. */
    static final long FAILING_NANOS = 1_000_000_000;

    private final PoolSetup<C> setup;
    private final Front<C> front;
    private final Map<Address, Member<C>> members = new LinkedHashMap<>();
    private final Set<Member<C>> troubled = new HashSet<>();
    private final Set<Member<C>> outOfService = new HashSet<>();
    private final PriorityQueue<Retry<C>> retries = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    /** The latest that the balancer made; absent before the first. */
    private Optional<Picker> picker = Optional.empty();

    /** Leases given out by members that are gone. */
    private long leasesOfGone;

    private boolean changed;
    private long madeAt;
    private boolean failing;

    Roster(PoolSetup<C> setup, Front<C> front, long now) {
        this.setup = setup;
        this.front = front;
        this.madeAt = now - GATHERING_NANOS;
    }

    /**
     * Takes over discovery's answer; {@link #refresh} then publishes it. Members that stay keep their connections, their rate
     * and their load.
     */
    Changes<C> update(List<Endpoint> endpoints, long now) {
        Changes<C> changes = new Changes<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<Address> wanted = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (wanted.add(endpoint.address())) {
                welcome(endpoint, now, changes);
            }
        }
        for (Member<C> member : members.values()) {
            if (!member.draining && !wanted.contains(member.address())) {
                member.draining = true;
                member.steered.forget();
                changes.removed().add(member);
            }
        }
        if (!changes.isEmpty()) {
            renew(now);
        }
        return changes;
    }

    /** The next {@link #refresh} makes a fleet at once, however many endpoints there are. */
    void renew(long now) {
        changed = true;
        failing = false;
        madeAt = now - GATHERING_NANOS;
    }

    private void welcome(Endpoint endpoint, long now, Changes<C> changes) {
        Member<C> known = members.get(endpoint.address());
        if (known == null) {
            Member<C> added = new Member<>(endpoint, setup, now);
            members.put(endpoint.address(), added);
            changes.added().add(added);
        } else if (known.draining) {
            known.draining = false;
            known.describe(endpoint);
            changes.added().add(known);
        } else if (!known.steered.discovered().equals(endpoint)) {
            known.describe(endpoint);
            changes.updated().add(known);
        }
    }

    /** Takes note that a member may have changed: connected, failed, lost its last connection, drained or no longer. */
    void review(Member<C> member) {
        boolean failing = member.failures() > 0 && !member.isShut();
        if (failing ? troubled.add(member) : troubled.remove(member)) {
            changed = true;
        }
        boolean out = !member.draining && (member.isShut() || (failing && member.isDown()));
        if (out ? outOfService.add(member) : outOfService.remove(member)) {
            changed = true;
        }
        if (failing) {
            retries.add(new Retry<>(member, member.retryAt()));
        }
        Counts counts = member.pool.counts();
        if (member.draining && counts.total() == 0 && members.remove(member.address(), member)) {
            leasesOfGone += counts.leases();
        }
    }

    /** Members whose backoff has ended: each that is down, or short of its minimum, is due for one attempt. */
    List<Member<C>> dueForRetry(long now) {
        List<Member<C>> due = new ArrayList<>();
        Retry<C> first = retries.peek();
        while (first != null && first.at - now <= 0) {
            retries.poll();
            if (first.isCurrent() && troubled.contains(first.member)) {
                due.add(first.member);
            }
            first = retries.peek();
        }
        return due;
    }

    OptionalLong nextRetry() {
        Retry<C> first = retries.peek();
        while (first != null && !first.isCurrent()) {
            retries.poll();
            first = retries.peek();
        }
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.at);
    }

    /**
     * Publishes a new fleet if somebody came into service or went out of it. If the balancer throws, the fleet stays as it is,
     * and is made again a little later.
     */
    void refresh(long now, Effects<C> effects) {
        boolean atOnce = members.size() < LARGE && !failing;
        if (!changed || !(atOnce || now - madeAt >= pause())) {
            return;
        }
        try {
            make(now);
        } catch (RuntimeException | Error problem) {
            madeAt = now;
            failing = true;
            effects.add(new Effect.BalancerFailed<>(problem));
        }
    }

    private long pause() {
        return failing ? FAILING_NANOS : GATHERING_NANOS;
    }

    /** When a change that is being gathered will be published. */
    OptionalLong nextRefresh() {
        return changed ? OptionalLong.of(madeAt + pause()) : OptionalLong.empty();
    }

    private void make(long now) {
        List<Member<C>> inService = new ArrayList<>(members.size());
        for (Member<C> member : members.values()) {
            if (!member.draining && !outOfService.contains(member)) {
                inService.add(member);
            }
        }
        List<Member<C>> fixed = List.copyOf(inService);
        Picker next = setup.balancer().picker(fixed, picker);
        picker = Optional.of(next);
        front.fleet = new Fleet<>(fixed, next);
        changed = false;
        failing = false;
        madeAt = now;
    }

    /** Whether some endpoint has failed to connect and not recovered yet. */
    boolean hasTrouble() {
        return !troubled.isEmpty();
    }

    /** Whether there are endpoints, and none of them is in service. */
    boolean isAllDown() {
        return !outOfService.isEmpty()
                && members.values().stream().allMatch(m -> m.draining || outOfService.contains(m));
    }

    /** Leases given out by all there are and were. */
    long leases() {
        return leasesOfGone
                + members.values().stream()
                        .mapToLong(m -> m.pool.counts().leases())
                        .sum();
    }

    /** Absent if discovery doesn't know it, or not any more. */
    Optional<Member<C>> find(Address address) {
        return Optional.ofNullable(members.get(address)).filter(member -> !member.draining);
    }

    Collection<Member<C>> members() {
        return members.values();
    }

    /** What an answer of discovery changed. */
    record Changes<C>(List<Member<C>> added, List<Member<C>> removed, List<Member<C>> updated) {
        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && updated.isEmpty();
        }

        PoolEvent event(String pool) {
            return new PoolEvent.EndpointsChanged(pool, addresses(added), addresses(removed), addresses(updated));
        }

        private static <C> List<Address> addresses(List<Member<C>> some) {
            return some.stream().map(Member::address).toList();
        }
    }

    /** A note to try a member again; void if the member has failed or recovered since. */
    private record Retry<C>(Member<C> member, long at) {
        boolean isCurrent() {
            return member.failures() > 0 && member.retryAt() == at;
        }
    }
}
