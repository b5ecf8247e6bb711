// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A generated stub over a whole fleet: only the line that makes the channel is another. */
public final class PooledStub {

    private PooledStub() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b")) {
            greet("static:" + a.address() + "," + b.address(), "you", "and you").forEach(System.out::println);
        }
    }

    static List<String> greet(String target, String... names) {
        List<GreetRequest> requests = Stream.of(names)
                .map(name -> GreetRequest.newBuilder().setName(name).build())
                .toList();
        List<String> answers = new ArrayList<>();
        // tag::stub
        try (PooledChannel channel = PooledChannel.to(target) // "consul:///greeter", "dns:///greeter:7000"
                .channel(ChannelOptions.plaintext()) // TLS unless said otherwise
                .build()) {
            var greeter = GreeterGrpc.newBlockingStub(channel); // or any other stub
            for (GreetRequest request : requests) {
                answers.add(greeter.greet(request).getText());
            }
        }
        // end::stub
        return answers;
    }
}
