// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import java.util.ArrayList;
import java.util.List;

/** Channels by name, which follow their name when it moves. */
public final class NamedChannels {

    private NamedChannels() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b")) {
            move(a.address().toString(), b.address().toString()).forEach(System.out::println);
        }
    }

    static List<String> move(String from, String to) {
        List<String> answers = new ArrayList<>();
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        // tag::registry
        try (ChannelRegistry modules = ChannelRegistry.of(ChannelOptions.plaintext())) {
            modules.register(
                    "greeter-v1", from); // or ChannelRegistry.following(a discovery whose endpoints have names)
            var greeter = GreeterGrpc.newBlockingStub(modules.require("greeter-v1"));
            answers.add(greeter.greet(request).getText());

            modules.register("greeter-v1", to); // calls in flight end where they began
            answers.add(greeter.greet(request).getText()); // the same stub, the new address
        }
        // end::registry
        return answers;
    }
}
