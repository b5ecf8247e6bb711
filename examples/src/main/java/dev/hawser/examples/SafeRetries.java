// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import hawser.examples.GreetRequest;
import hawser.examples.GreeterGrpc;
import hawser.examples.VisitRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** What is tried again at another server, and what is not but says whether it may have had its effect. */
public final class SafeRetries {

    private SafeRetries() {}

    public static void main(String... args) throws Exception {
        try (GreeterServer a = GreeterServer.start("a");
                GreeterServer b = GreeterServer.start("b")) {
            String target = "static:" + a.address() + "," + b.address();
            a.fail();
            System.out.println(greet(target));
            b.fail();
            System.out.println(visit(target));
        }
    }

    /** One of the servers is broken. */
    static String greet(String target) {
        GreetRequest request = GreetRequest.newBuilder().setName("you").build();
        // tag::retry
        try (PooledChannel channel = PooledChannel.to(target)
                .channel(ChannelOptions.plaintext())
                .retry(RetryPolicy.DEFAULT.withMaxAttempts(4).withAttemptTimeout(Duration.ofSeconds(2)))
                .build()) {
            // Its .proto says idempotency_level = IDEMPOTENT; for others, say so yourself:
            // stub.withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT)
            return GreeterGrpc.newBlockingStub(channel).greet(request).getText();
        }
        // end::retry
    }

    /** All of them are broken. */
    static String visit(String target) {
        VisitRequest request = VisitRequest.newBuilder().setName("me").build();
        // tag::unknown
        try (PooledChannel channel =
                PooledChannel.to(target).channel(ChannelOptions.plaintext()).build()) {
            return "visits: "
                    + GreeterGrpc.newBlockingStub(channel).visit(request).getVisits();
        } catch (StatusRuntimeException e) {
            CallFailedException why = CallFailedException.in(e).orElseThrow();
            return why.outcome() + " after " + why.attempts().size() + " attempt"; // the visit may have been counted
        }
        // end::unknown
    }
}
