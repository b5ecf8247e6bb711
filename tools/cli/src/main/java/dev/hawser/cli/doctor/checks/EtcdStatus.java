// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a member of an etcd cluster says of itself: the few fields of {@code etcdserverpb.StatusResponse} that tell who
 * leads. Read by number, because Hawser knows nothing of etcd and need not for this.
 *
 * @param member its id
 * @param leader whom it takes for the leader; 0 during an election
 * @param term in which
 * @param errors such as {@code NOSPACE}
 */
public record EtcdStatus(long member, long leader, long term, String version, List<String> errors) {

    /** Its request is empty. */
    public static final String METHOD = "etcdserverpb.Maintenance/Status";

    private static final int HEADER = 1;
    private static final int HEADER_MEMBER = 2;
    private static final int VERSION = 2;
    private static final int LEADER = 4;
    private static final int TERM = 6;
    private static final int ERRORS = 8;

    /** @throws IOException if it is no message */
    public static EtcdStatus parse(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long member = 0;
        long leader = 0;
        long term = 0;
        String version = "";
        List<String> errors = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case HEADER -> member = memberIn(in.readByteArray());
                case VERSION -> version = in.readString();
                case LEADER -> leader = in.readUInt64();
                case TERM -> term = in.readUInt64();
                case ERRORS -> errors.add(in.readString());
                default -> in.skipField(tag);
            }
        }
        return new EtcdStatus(member, leader, term, version, List.copyOf(errors));
    }

    private static long memberIn(byte[] header) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(header);
        long member = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == HEADER_MEMBER) {
                member = in.readUInt64();
            } else {
                in.skipField(tag);
            }
        }
        return member;
    }
}
