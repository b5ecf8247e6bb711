// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hawser.endpoint.Address;
import dev.hawser.view.EndpointView;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator takes a real server down without a call failing. */
@Timeout(60)
class SteeringIT {

    private static EndpointView view(PooledChannel channel, Address address) {
        return channel.view().endpoints().stream()
                .filter(each -> each.endpoint().address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isEmpty(EndpointView view) {
        return view.traffic().inFlight() == 0
                && view.connections().idle()
                                + view.connections().busy()
                                + view.connections().draining()
                        == 0;
    }

    @Test
    void aServerIsDrainedTakenDownAndBroughtBackUnderLoadAndNoCallFails() {
        EchoServer one = EchoServer.start("one");
        try (EchoServer two = EchoServer.start("two");
                PooledChannel channel = Echo.over(one, two).build();
                SteadyLoad load = SteadyLoad.over(channel, 10)) {
            Address address = one.address();
            await().until(() -> one.calls.get() > 20);

            channel.control().drain(address);
            await().until(() -> isEmpty(view(channel, address)));
            int served = one.calls.get();
            one.end();
            load.awaitMore(200);
            assertThat(one.calls).hasValue(served);
            assertThatThrownBy(() -> Echo.stub(channel.at(address))
                            .withDeadlineAfter(10, TimeUnit.SECONDS)
                            .unary(Echo.request("hello")))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("is drained by an operator");

            try (EchoServer again = EchoServer.startAt(address, "again")) {
                channel.control().undrain(address);
                await().until(() -> again.calls.get() > 20);
                load.stop();
            }
            assertThat(load.failedReads).isEmpty();
            assertThat(load.failedWrites).isEmpty();
        } finally {
            one.close();
        }
    }
}
