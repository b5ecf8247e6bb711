// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.cluster.GrpcPool;
import dev.hawser.grpc.cluster.NodeOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import hawser.examples.GreeterGrpc.GreeterBlockingStub;
import java.util.ArrayList;
import java.util.List;

/** Clients by address, for a caller who knows whom to ask: made once, connected when needed. */
public final class TypedPool {

    private TypedPool() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b")) {
            greet(a.address().toString(), b.address().toString()).forEach(System.out::println);
        }
    }

    static List<String> greet(String... addresses) {
        List<String> answers = new ArrayList<>();
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        // tag::typed
        try (GrpcPool<GreeterBlockingStub> pool = GrpcPool.<GreeterBlockingStub>builder(GreeterGrpc::newBlockingStub)
                .nodes(NodeOptions.plaintext()) // GrpcPool.of(GreeterGrpc::newBlockingStub) is over TLS
                .build()) {
            for (String address : addresses) { // "10.0.0.1:7000"
                answers.add(pool.get(address).greet(request).getText());
            }
        }
        // end::typed
        return answers;
    }
}
