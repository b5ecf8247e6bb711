// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.List;

/** gRPC's own channel, finding its servers as Hawser's do: nothing but the target is new. */
public final class PlainChannel {

    private PlainChannel() {}

    /** @param args a target such as {@code consul:///greeter}, if there is a Consul with such a service */
    public static void main(String... args) throws Exception {
        if (args.length > 0) {
            greet(args[0], 4).forEach(System.out::println);
            return;
        }
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b")) {
            greet("static:" + a.address() + "*3," + b.address() + "*1", 4).forEach(System.out::println);
        }
    }

    static List<String> greet(String target, int times) {
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        List<String> answers = new ArrayList<>();
        // tag::plain
        ManagedChannel channel = ManagedChannelBuilder.forTarget(
                        target) // "consul:///greeter", with hawser-consul there
                .usePlaintext()
                .build();
        var greeter = GreeterGrpc.newBlockingStub(channel); // calls follow the weights in Consul
        // end::plain
        try {
            for (int i = 0; i < times; i++) {
                answers.add(greeter.greet(request).getText());
            }
        } finally {
            channel.shutdownNow();
        }
        return answers;
    }
}
