// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static dev.hawser.call.Idempotence.IDEMPOTENT;

import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.NodeOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import hawser.examples.GreeterGrpc.GreeterBlockingStub;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations on whichever node of a cluster can. With etcd it is {@code KVGrpc::newBlockingStub}, the members' addresses,
 * and {@code kv -> kv.range(request)}.
 */
public final class ClusterExample {

    private ClusterExample() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b");
                GreeterServer c = GreeterServer.start("c")) {
            b.close();
            greet(a.address().toString(), b.address().toString(), c.address().toString())
                    .forEach(System.out::println);
        }
    }

    static List<String> greet(String... seeds) {
        List<String> answers = new ArrayList<>();
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        // tag::cluster
        try (ClusterPool<GreeterBlockingStub> cluster = ClusterPool.<GreeterBlockingStub>builder(
                        GreeterGrpc::newBlockingStub)
                .seeds(seeds) // "10.0.0.1:2379", "10.0.0.2:2379", "10.0.0.3:2379"
                .nodes(NodeOptions.plaintext())
                .build()) {
            for (int i = 0; i < 6; i++) {
                answers.add(cluster.execute(IDEMPOTENT, node -> node.greet(request)) // another node if one fails
                        .getText());
            }
        }
        // end::cluster
        return answers;
    }
}
