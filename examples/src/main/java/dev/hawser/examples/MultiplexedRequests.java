// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hawser.tcp.Frame;
import dev.hawser.tcp.Framing;
import dev.hawser.tcp.LengthFieldFraming;
import dev.hawser.tcp.LengthFieldOptions;
import dev.hawser.tcp.MultiplexedPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Many requests in flight on a few connections: each answer finds its request by the id in the head of the frame. */
public final class MultiplexedRequests {

    private MultiplexedRequests() {}

    public static void main(String... args) throws IOException {
        try (EchoServer a = EchoServer.ofFrames()) {
            ask("static:" + a.address(), "one", "two", "three").forEach(System.out::println);
        }
    }

    static List<String> ask(String target, String... questions) {
        // tag::requests
        Framing framing = new LengthFieldFraming(LengthFieldOptions.defaults()); // length, id, body
        try (MultiplexedPool pool = MultiplexedPool.to(target, framing).build()) {
            List<CompletableFuture<Frame>> answers = Stream.of(questions)
                    .map(question -> pool.send(ByteBuffer.wrap(question.getBytes(UTF_8))))
                    .toList(); // all are under way now
            return answers.stream()
                    .map(answer -> new String(answer.join().bytes(), UTF_8))
                    .toList();
        }
        // end::requests
    }
}
