// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import io.grpc.ConnectivityState;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What follows from how all members stand: a pure function.
 *
 * <p>Members form levels by priority. A level is tried while it isn't certain that none of its members can be reached, and
 * the next one only then; calls go to the best level in which somebody is ready.
 *
 * @param wanted those to be connected to
 * @param serving those that get calls: ready, of one priority, none of weight 0 unless all of its level are
 * @param why the state is TRANSIENT_FAILURE; OK in any other
 */
record Standing(ConnectivityState state, List<Member> wanted, List<Member> serving, Status why) {

    private static final int SHOWN = 5;

    static Standing of(Collection<Member> members) {
        List<Member> wanted = new ArrayList<>();
        List<Member> serving = List.of();
        for (List<Member> level : levels(members)) {
            wanted.addAll(level);
            if (serving.isEmpty()) {
                serving = level.stream().filter(Member::isReady).toList();
            }
            if (!level.stream().allMatch(Member::isFailing)) {
                break;
            }
        }
        if (!serving.isEmpty()) {
            return new Standing(ConnectivityState.READY, wanted, serving, Status.OK);
        }
        return wanted.stream().allMatch(Member::isFailing)
                ? new Standing(ConnectivityState.TRANSIENT_FAILURE, wanted, serving, down(wanted))
                : new Standing(ConnectivityState.CONNECTING, wanted, serving, Status.OK);
    }

    /** The best first; without those that are to get no calls. */
    private static Collection<List<Member>> levels(Collection<Member> members) {
        TreeMap<Integer, List<Member>> levels = members.stream()
                .collect(Collectors.groupingBy(m -> m.endpoint().priority(), TreeMap::new, Collectors.toList()));
        levels.replaceAll((priority, level) -> {
            List<Member> weighty =
                    level.stream().filter(m -> m.endpoint().weight() > 0).toList();
            return weighty.isEmpty() ? level : weighty;
        });
        return levels.values();
    }

    private static Status down(List<Member> all) {
        if (all.isEmpty()) {
            return Status.UNAVAILABLE.withDescription("no endpoints: discovery is certain that there are none");
        }
        String each = all.stream()
                .limit(SHOWN)
                .map(m -> m.endpoint().address() + " (" + m.problem().getDescription() + ")")
                .collect(Collectors.joining(", "));
        String more = all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "";
        return Status.UNAVAILABLE
                .withDescription("all endpoints are down: " + each + more)
                .withCause(all.get(0).problem().getCause());
    }
}
