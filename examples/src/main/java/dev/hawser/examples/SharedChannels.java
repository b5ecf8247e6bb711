// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.connector.CachingConnector;
import dev.hawser.grpc.connector.ChannelHandle;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Channels by address, one for all who ask for it at a time, closed when nobody has for a while. */
public final class SharedChannels {

    private SharedChannels() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a")) {
            greet(a.address().toString()).forEach(System.out::println);
        }
    }

    static List<String> greet(String address) throws InterruptedException {
        List<String> answers = new ArrayList<>();
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        // tag::connector
        try (CachingConnector connector = CachingConnector.builder(ChannelOptions.plaintext())
                .tick(Duration.ofSeconds(30)) // closes what nobody has held for two ticks
                .build()) {
            try (ChannelHandle mine = connector.connect(address); // "10.0.0.1:50051"
                    ChannelHandle yours = connector.connect(address)) { // the same connection
                answers.add(GreeterGrpc.newBlockingStub(mine.channel())
                        .greet(request)
                        .getText());
                answers.add(GreeterGrpc.newBlockingStub(yours.channel())
                        .greet(request)
                        .getText());
            } // given back; still open, for whoever comes next
        }
        // end::connector
        return answers;
    }
}
