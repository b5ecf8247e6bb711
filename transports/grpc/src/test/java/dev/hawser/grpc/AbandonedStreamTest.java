// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.grpc.echo.EchoRequest;
import io.grpc.Context;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** Callers that don't read a stream to its end. */
class AbandonedStreamTest {

    @Test
    void anIteratorThatIsNotReadToItsEndStaysInFlightUntilItsContextIsCancelled() throws Exception {
        EchoServer server = EchoServer.start("one");
        Context.CancellableContext context = Context.current().withCancellation();
        try (PooledChannel channel = Echo.over(server).build()) {
            EchoRequest endless =
                    EchoRequest.newBuilder().setText("x").setCount(100_000).build();
            Iterator<EchoReply> replies = context.call(() -> Echo.stub(channel).serverStream(endless));
            assertThat(replies.next().getText()).isEqualTo("x0");
            assertThat(channel.snapshot().inFlight()).isEqualTo(1);

            context.cancel(null);

            await().untilAsserted(
                            () -> assertThat(channel.snapshot().inFlight()).isZero());
        } finally {
            context.cancel(null);
            server.close();
        }
    }
}
