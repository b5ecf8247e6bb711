// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static dev.hawser.call.Idempotence.IDEMPOTENT;

import com.google.protobuf.ByteString;
import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.NodeOptions;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;

/** Writes to an etcd cluster's leader, reads from any member. Run it with the members' addresses: it starts no etcd. */
public final class EtcdExample {

    private EtcdExample() {}

    public static void main(String... members) {
        if (members.length == 0) {
            System.out.println("give me the members of an etcd cluster: 10.0.0.1:2379 10.0.0.2:2379 10.0.0.3:2379"
                    + " (Debian: apt-get install etcd-server; etcd & then 127.0.0.1:2379)");
            return;
        }
        System.out.println(writeAndRead(members));
    }

    static String writeAndRead(String... members) {
        ByteString key = ByteString.copyFromUtf8("greeting");
        PutRequest put = PutRequest.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8("hello"))
                .build();
        RangeRequest get = RangeRequest.newBuilder().setKey(key).build();
        // tag::etcd
        try (ClusterPool<KVBlockingStub> etcd = ClusterPool.<KVBlockingStub>builder(KVGrpc::newBlockingStub)
                .seeds(members) // "10.0.0.1:2379", "10.0.0.2:2379", "10.0.0.3:2379"
                .nodes(NodeOptions.plaintext())
                .leader(new EtcdProbe())
                .build()) {
            etcd.executeOnLeader(IDEMPOTENT, kv -> kv.put(put)); // spares a follower's forwarding
            return etcd.execute(IDEMPOTENT, kv -> kv.range(get)) // any member will do
                    .getKvs(0)
                    .getValue()
                    .toStringUtf8();
        }
        // end::etcd
    }
}
