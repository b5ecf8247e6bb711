// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What members of an etcd have written about candidates, votes and leaders since some moment.
 *
 * @param marks where their logs ended then
 */
record ElectionLog(Map<EtcdMember, Long> marks) {

    /** In all releases, be the log lines or JSON. */
    private static final Pattern ELECTION =
            Pattern.compile("starting a new election|became (pre-candidate|candidate|leader)| rejected Msg(Pre)?Vote ");

    /** From now on. */
    static ElectionLog of(List<EtcdMember> members) throws IOException {
        Map<EtcdMember, Long> marks = new HashMap<>();
        for (EtcdMember member : members) {
            marks.put(member, Files.size(member.log()));
        }
        return new ElectionLog(marks);
    }

    /** A line each. */
    String read() throws IOException {
        StringBuilder all = new StringBuilder();
        for (EtcdMember member : marks.keySet()) {
            byte[] log = Files.readAllBytes(member.log());
            int mark = Math.toIntExact(marks.get(member));
            new String(log, mark, log.length - mark, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> ELECTION.matcher(line).find())
                    .forEach(line -> all.append("\n  ")
                            .append(member.name())
                            .append(": ")
                            .append(line));
        }
        return all.toString();
    }
}
