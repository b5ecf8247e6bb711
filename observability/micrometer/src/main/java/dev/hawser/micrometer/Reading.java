// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

import dev.hawser.client.PoolSnapshot;
import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * How a pool stood at one moment, whatever its kind.
 *
 * @param lent whether connections are leased, or shared by many calls
 * @param done leases given out, or calls that ended well, since the pool began; of endpoints that are gone, what was seen
 * @param failed of calls
 */
record Reading(
        boolean lent,
        int waiting,
        Optional<Duration> discoveryAge,
        Map<Address, Member> members,
        long done,
        long failed) {

    /** What a pool whose connections are leased calls their states. */
    static final List<String> LENT_STATES = List.of("idle", "leased", "connecting");

    static final List<String> SHARED_STATES = List.of("open", "connecting", "draining");

    /** How an endpoint stood; connections in the order of the states above. */
    record Member(
            EndpointState state,
            int weight,
            int inFlight,
            int max,
            List<Integer> connections,
            long done,
            long failed) {}

    static Reading of(PoolSnapshot snapshot) {
        Map<Address, Member> members = new HashMap<>();
        for (PoolSnapshot.EndpointSnapshot e : snapshot.endpoints()) {
            List<Integer> connections = List.of(e.idle(), e.leased(), e.connecting());
            Member member =
                    new Member(e.state(), e.endpoint().weight(), e.leased(), e.max(), connections, e.leases(), 0);
            members.put(e.endpoint().address(), member);
        }
        return new Reading(true, snapshot.waiting(), snapshot.discoveryAge(), members, 0, 0);
    }

    static Reading of(SharedPoolSnapshot snapshot) {
        Map<Address, Member> members = new HashMap<>();
        for (SharedPoolSnapshot.EndpointSnapshot e : snapshot.endpoints()) {
            List<Integer> connections = List.of(e.connections(), e.connecting(), e.draining());
            long good = e.calls() - e.failures();
            Member member =
                    new Member(e.state(), e.endpoint().weight(), e.inFlight(), 0, connections, good, e.failures());
            members.put(e.endpoint().address(), member);
        }
        return new Reading(false, snapshot.waiting(), snapshot.discoveryAge(), members, 0, 0);
    }

    /** This one, with counts that go on where those of an earlier one ended: endpoints go, their counts don't. */
    Reading after(Optional<Reading> earlier) {
        long doneNow = grown(earlier, Member::done) + earlier.map(Reading::done).orElse(0L);
        long failedNow =
                grown(earlier, Member::failed) + earlier.map(Reading::failed).orElse(0L);
        return new Reading(lent, waiting, discoveryAge, members, doneNow, failedNow);
    }

    private long grown(Optional<Reading> earlier, ToLongFunction<Member> count) {
        long sum = 0;
        for (Map.Entry<Address, Member> entry : members.entrySet()) {
            Member before = earlier.map(r -> r.members.get(entry.getKey())).orElse(null);
            long now = count.applyAsLong(entry.getValue());
            long then = before == null ? 0 : count.applyAsLong(before);
            sum += now >= then ? now - then : now; // smaller: the endpoint was gone and came back
        }
        return sum;
    }

    List<String> states() {
        return lent ? LENT_STATES : SHARED_STATES;
    }

    double sum(ToDoubleFunction<Member> of) {
        return members.values().stream().mapToDouble(of).sum();
    }

    /** NaN if the endpoint is gone. */
    double at(Address endpoint, ToDoubleFunction<Member> of) {
        Member member = members.get(endpoint);
        return member == null ? Double.NaN : of.applyAsDouble(member);
    }
}
