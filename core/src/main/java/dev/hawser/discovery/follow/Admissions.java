// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.follow;

import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Which endpoints are in use, and when those that have left may come back: see {@link FollowOptions}.
 *
 * <pre>
 *   an address:  Unknown ─told→ In use ─no longer told→ Away ─told, gap passed→ In use
 *                                                         └─calm passed→ Unknown
 * </pre>
 *
 * <p>The growing gap is the idea of BGP route flap damping (RFC 2439), with a count in place of its decaying figure. As
 * many addresses that are away are remembered as a set may have; then the one that is gone longest is forgotten.
 */
final class Admissions {
    private final long gap;
    private final long calm;
    private final Map<Address, Stay> inUse = new HashMap<>();

    /** In the order in which they left. */
    private final Map<Address, Departure> away = new LinkedHashMap<>();

    Admissions(long gapNanos) {
        this.gap = gapNanos;
        this.calm = gapNanos * FollowOptions.CALM_GAPS;
    }

    /** The latest stay of an endpoint, and how often in a row it has come back. */
    private record Stay(Endpoint endpoint, int flaps, long admittedAt) {}

    /** The end of a stay. */
    private record Departure(Stay stay, long at) {}

    /** Those of the wanted that have to wait. If that would be most of them, only for the plain gap. */
    Set<Address> held(List<Endpoint> wanted, long now) {
        forget(now);
        if (away.isEmpty()) {
            return Set.of();
        }
        Set<Address> held = held(wanted, now, this::grownGap);
        return held.size() * 2 > wanted.size() ? held(wanted, now, stay -> gap) : held;
    }

    private Set<Address> held(List<Endpoint> wanted, long now, ToLongFunction<Stay> gapOf) {
        Set<Address> held = new HashSet<>();
        for (Endpoint endpoint : wanted) {
            Departure left = away.get(endpoint.address());
            if (left != null && now - left.stay.admittedAt < gapOf.applyAsLong(left.stay)) {
                held.add(endpoint.address());
            }
        }
        return held;
    }

    /** Until the first of those held may come back; too early for one whose gap has grown, which costs one more look. */
    long untilFirst(Set<Address> held, long now) {
        long first = Long.MAX_VALUE;
        for (Address address : held) {
            Departure left = away.get(address);
            if (left != null) {
                long since = now - left.stay.admittedAt;
                first = Math.min(first, (since < gap ? gap : grownGap(left.stay)) - since);
            }
        }
        return first;
    }

    private long grownGap(Stay stay) {
        return gap * Math.min(1L << Math.min(stay.flaps, Integer.SIZE), FollowOptions.LONGEST_GAPS);
    }

    /** Whether these, as they are described, are in use already, and nobody else is. */
    boolean isInUse(List<Endpoint> endpoints) {
        if (endpoints.size() != inUse.size()) {
            return false;
        }
        for (Endpoint endpoint : endpoints) {
            Stay stay = inUse.get(endpoint.address());
            if (stay == null || !stay.endpoint.equals(endpoint)) {
                return false;
            }
        }
        return true;
    }

    /** From now on these are in use, and nobody else. */
    void use(List<Endpoint> endpoints, long now) {
        for (Endpoint endpoint : endpoints) {
            Stay stays = inUse.get(endpoint.address());
            if (stays == null) {
                inUse.put(endpoint.address(), new Stay(endpoint, flaps(endpoint.address(), now), now));
            } else if (!stays.endpoint.equals(endpoint)) {
                inUse.put(endpoint.address(), new Stay(endpoint, stays.flaps, stays.admittedAt));
            }
        }
        if (inUse.size() > endpoints.size()) { // most answers take nobody away
            dismissOthers(endpoints, now);
        }
        forget(now);
    }

    private void dismissOthers(List<Endpoint> endpoints, long now) {
        Set<Address> stay = new HashSet<>();
        endpoints.forEach(endpoint -> stay.add(endpoint.address()));
        inUse.entrySet().removeIf(entry -> {
            boolean left = !stay.contains(entry.getKey());
            if (left) {
                away.put(entry.getKey(), new Departure(entry.getValue(), now));
            }
            return left;
        });
    }

    /** The flaps of an endpoint that comes. Who has stayed for long, or stayed away for long, is as good as new. */
    private int flaps(Address address, long now) {
        Departure left = away.remove(address);
        if (left == null || left.at - left.stay.admittedAt >= calm || now - left.at >= calm) {
            return 0;
        }
        return left.stay.flaps + 1;
    }

    private void forget(long now) {
        Iterator<Departure> oldest = away.values().iterator();
        while (oldest.hasNext()) {
            Departure next = oldest.next();
            if (now - next.at < calm && away.size() <= LastGood.MAX_ENDPOINTS) {
                return;
            }
            oldest.remove();
        }
    }

    /** How many addresses it knows, in use or not. */
    int remembered() {
        return inUse.size() + away.size();
    }
}
