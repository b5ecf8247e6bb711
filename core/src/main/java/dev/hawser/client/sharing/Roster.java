// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.health.Trust;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the pool, and which of them are in service: turns discovery's answers and the members' health into the
 * {@link Fleet} that callers read. Under the pool's lock.
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

    private final Setup<C> setup;
    private final Vigil<C> vigil;
    private final Map<Address, Member<C>> members = new LinkedHashMap<>();
    private final Set<Member<C>> leaving = new LinkedHashSet<>();
    private final Set<Member<C>> outOfService = new HashSet<>();

    /** The latest that the balancer made; absent before the first. */
    private Optional<Picker> picker = Optional.empty();

    /** Calls that ended at members that are gone. */
    private long endedAtGone;

    private boolean changed;
    private long madeAt;
    private boolean failing;

    Roster(Setup<C> setup, Vigil<C> vigil, long now) {
        this.setup = setup;
        this.vigil = vigil;
        this.madeAt = now - GATHERING_NANOS;
    }

    /** Takes over discovery's answer; {@link #refresh} then publishes it. Members that stay keep connections and load. */
    Changes<C> update(List<Endpoint> endpoints, long now) {
        Changes<C> changes = new Changes<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<Address> wanted = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (wanted.add(endpoint.address())) {
                welcome(endpoint, now, changes);
            }
        }
        for (Member<C> member : members.values()) {
            if (!wanted.contains(member.address())) {
                member.removed = true;
                member.steered.forget();
                changes.removed().add(member);
            }
        }
        changes.removed().forEach(removed -> members.remove(removed.address()));
        leaving.addAll(changes.removed());
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
            Member<C> added = new Member<>(endpoint, setup, vigil.healthOf(endpoint.address(), now));
            members.put(endpoint.address(), added);
            changes.added().add(added);
        } else if (!known.steered.discovered().equals(endpoint)) {
            known.steered.describe(endpoint);
            changes.updated().add(known);
        }
    }

    /** Takes note that a member may have changed: connected, failed, lost its last connection, drained or no longer. */
    void review(Member<C> member) {
        boolean untrusted = member.health.trust() == Trust.EJECTED || member.health.trust() == Trust.UNFIT;
        boolean out = !member.removed && (member.isShut() || member.isDown() || (untrusted && !member.health.admits()));
        if (out ? outOfService.add(member) : outOfService.remove(member)) {
            changed = true;
        }
        if (member.isGone() && leaving.remove(member)) {
            endedAtGone += member.ended();
        }
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
            effects.report(problem);
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
        Map<Address, Member<C>> known = new HashMap<>();
        for (Member<C> member : members.values()) {
            known.put(member.address(), member);
            if (!outOfService.contains(member)) {
                inService.add(member);
            }
        }
        List<Member<C>> fixed = List.copyOf(inService);
        Picker next = setup.balancer().picker(fixed, picker);
        picker = Optional.of(next);
        setup.front().fleet = new Fleet<>(fixed, known, next, setup.usesLoad());
        changed = false;
        failing = false;
        madeAt = now;
    }

    /** Whether some endpoint is out of service. */
    boolean hasTrouble() {
        return !outOfService.isEmpty();
    }

    /** Whether discovery knows nobody now. */
    boolean isEmpty() {
        return members.isEmpty();
    }

    @Nullable
    Member<C> find(Address address) {
        return members.get(address);
    }

    /** Those that are known. */
    Collection<Member<C>> members() {
        return members.values();
    }

    /** Calls that ended at all there are and were. */
    long ended() {
        return endedAtGone + all().stream().mapToLong(m -> m.ended()).sum();
    }

    /** Those that are known, and those that are gone but have not finished what they have. */
    List<Member<C>> all() {
        List<Member<C>> all = new ArrayList<>(leaving);
        all.addAll(members.values());
        return all;
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
}
