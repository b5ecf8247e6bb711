// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The policy's shell: keeps a subchannel for each address that it ever needed, and gives the channel a new picker whenever
 * something changes. {@link Standing} decides, {@link WeightedPicker} picks.
 */
final class WeightedRoundRobin extends LoadBalancer {
    /*
     * State        members, by their addresses, in the order of the resolver's answer.
     * Who changes  The channel, in its synchronization context: all methods here and all listeners are called in there.
     * Never        waits; picks. A connection is closed only when its address is gone: neither a weight nor a priority that
     *              changes closes one, and a priority that isn't needed any more keeps what it has.
     * Hot path     the picker, which is replaced as a whole: one atomic step up to 50 endpoints, else see Balancers.
     * Why it holds What was removed is shut down after the picker without it is in place, so a call that still picks it finds
     *              gRPC's grace period for subchannels. A listener that answers inside settle(), as one of a health check may,
     *              is noticed by `dirty` and settled after.
     */
    private static final String NO_ADDRESS = "no endpoints: discovery is certain that there are none";

    private final Helper helper;
    private final Map<List<SocketAddress>, Member> members = new LinkedHashMap<>();
    private Optional<WeightedPicker> picker = Optional.empty();
    private boolean settling;
    private boolean dirty;

    WeightedRoundRobin(Helper helper) {
        this.helper = helper;
    }

    @Override
    public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
        Map<List<SocketAddress>, Member> gone = new LinkedHashMap<>(members);
        members.clear();
        for (EquivalentAddressGroup group : resolved.getAddresses()) {
            take(group, gone);
        }
        settle();
        gone.values().forEach(Member::shutdown);
        return members.isEmpty() ? Status.UNAVAILABLE.withDescription(NO_ADDRESS) : Status.OK;
    }

    private void take(EquivalentAddressGroup group, Map<List<SocketAddress>, Member> known) {
        List<SocketAddress> key = group.getAddresses();
        if (members.containsKey(key)) {
            return;
        }
        Member member = known.remove(key);
        if (member == null) {
            member = new Member(group);
        } else {
            member.update(group);
        }
        members.put(key, member);
    }

    @Override
    public void handleNameResolutionError(Status error) {
        if (members.isEmpty()) {
            helper.updateBalancingState(
                    ConnectivityState.TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(error)));
        }
    }

    private void onState(Member member, ConnectivityStateInfo now) {
        if (now.getState() == ConnectivityState.SHUTDOWN || member.isGone()) {
            return;
        }
        if (now.getState() == ConnectivityState.IDLE || now.getState() == ConnectivityState.TRANSIENT_FAILURE) {
            helper.refreshNameResolution();
        }
        member.changed(now);
        settle();
    }

    private void settle() {
        dirty = true;
        if (settling) {
            return;
        }
        settling = true;
        try {
            while (dirty) {
                dirty = false;
                Standing standing = Standing.of(members.values());
                publish(standing);
                standing.wanted().forEach(member -> member.connect(helper, now -> onState(member, now)));
            }
        } finally {
            settling = false;
        }
    }

    private void publish(Standing standing) {
        helper.updateBalancingState(
                standing.state(),
                switch (standing.state()) {
                    case READY -> ready(standing.serving());
                    case TRANSIENT_FAILURE -> new FixedResultPicker(PickResult.withError(standing.why()));
                    default -> new FixedResultPicker(PickResult.withNoResult());
                });
    }

    private WeightedPicker ready(List<Member> serving) {
        WeightedPicker next = picker.filter(last -> last.isOver(serving))
                .orElseGet(() -> WeightedPicker.over(serving, picker, ThreadLocalRandom.current()));
        picker = Optional.of(next);
        return next;
    }

    /** Also called before discovery has said anything, when nobody is there, and nobody is known to be gone. */
    @Override
    public void requestConnection() {
        if (!members.isEmpty()) {
            settle();
        }
    }

    @Override
    public void shutdown() {
        List<Member> all = List.copyOf(members.values());
        members.clear();
        all.forEach(Member::shutdown);
    }
}
