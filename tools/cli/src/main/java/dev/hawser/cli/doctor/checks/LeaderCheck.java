// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges whether the members of an etcd cluster agree on a leader. Pure. */
public final class LeaderCheck {

    private static final Finding.Of LEADER = Finding.Of.source("leader");

    private LeaderCheck() {}

    /** @param members those that said they are etcd's; empty if none did */
    public static List<Finding> judge(Map<Address, EtcdStatus> members) {
        if (members.isEmpty()) {
            return List.of(LEADER.skip("no server here is a member of etcd, and others tell no leader"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(agreement(members));
        members.forEach((address, status) -> {
            if (!status.errors().isEmpty()) {
                findings.add(Finding.Of.endpoint("leader", address)
                        .fail("etcd reports " + String.join(", ", status.errors()), "see: etcdctl alarm list"));
            }
        });
        return findings;
    }

    private static Finding agreement(Map<Address, EtcdStatus> members) {
        Set<Long> leaders = members.values().stream()
                .map(EtcdStatus::leader)
                .filter(leader -> leader != 0)
                .collect(Collectors.toCollection(TreeSet::new));
        if (leaders.isEmpty()) {
            return LEADER.fail(
                    "no member knows a leader", "an election is going on, or too few members are up for one.");
        }
        if (leaders.size() > 1) {
            return LEADER.fail(
                    "members disagree about the leader: " + views(members),
                    "an election has just ended, they are cut off from each other, or this is more than one cluster.");
        }
        long leader = leaders.iterator().next();
        long lost = members.values().stream().filter(m -> m.leader() == 0).count();
        if (lost > 0) {
            return LEADER.warn(
                    lost + " of " + members.size() + " members know no leader: " + views(members),
                    "they may be cut off from the others.");
        }
        return members.entrySet().stream()
                .filter(member -> member.getValue().member() == leader)
                .findFirst()
                .map(member -> LEADER.ok(member.getKey() + " leads, says each of " + members.size() + " (term "
                        + member.getValue().term() + ", etcd "
                        + member.getValue().version() + ")"))
                .orElseGet(() -> LEADER.warn(
                        "the leader, member " + Long.toHexString(leader) + ", is not among the endpoints examined",
                        "writes go through others then; add its address to the target, or use --all."));
    }

    private static String views(Map<Address, EtcdStatus> members) {
        return members.entrySet().stream()
                .map(member -> member.getKey() + " says "
                        + (member.getValue().leader() == 0
                                ? "nobody"
                                : Long.toHexString(member.getValue().leader()))
                        + " in term " + member.getValue().term())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
