// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static dev.hawser.spec.sharing.Pier.A;
import static dev.hawser.spec.sharing.Pier.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent.LeaseWaited;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What had to wait noticeably for a place on a connection is told of, with the reason. */
class LongWaitsTest {

    private static final SharingOptions ONE =
            SharingOptions.defaults().withConnections(0, 1).withInFlight(1, 1);

    @Test
    void aLongWaitIsToldOfWithHowThingsStoodWhenItBegan() {
        try (Pier pier = Pier.of(options -> options.sharing(ONE), A)) {
            pier.pool.connectAll();
            SharedConnection<Connection> held = pier.enter();
            Pier.Call waiting = pier.waits();
            pier.advanceMillis(100);

            held.succeeded(0);

            waiting.connection().succeeded(0);
            assertThat(pier.events(LeaseWaited.class))
                    .containsExactly(new LeaseWaited(
                            "test",
                            Address.parse(A),
                            Duration.ofMillis(100),
                            "every connection is in use (1 call in flight on 1 connection, 1 waiting): " + A
                                    + " saturated: 1 call in flight on 1 connection"));
        }
    }

    @Test
    void whatCountsAsLongIsAnOption() {
        try (Pier pier = Pier.of(options -> options.sharing(ONE).longWait(Duration.ofSeconds(1)), A)) {
            pier.pool.connectAll();
            SharedConnection<Connection> held = pier.enter();
            Pier.Call waiting = pier.waits();
            pier.advanceMillis(999);

            held.succeeded(0);

            waiting.connection().succeeded(0);
            assertThat(pier.events(LeaseWaited.class)).isEmpty();
        }
    }

    @Test
    void whoInsistsOnOneEndpointHearsOfThatOne() {
        try (Pier pier = Pier.of(options -> options.sharing(ONE), A, B)) {
            pier.pool.connectAll();
            SharedConnection<Connection> held = pier.enter(Choice.only(Address.parse(B)));
            Pier.Call waiting = pier.call(Choice.only(Address.parse(B)), Duration.ofSeconds(10), Patience.WAIT);
            pier.advanceMillis(200);

            held.succeeded(0);

            waiting.connection().succeeded(0);
            assertThat(pier.events(LeaseWaited.class).get(0).why())
                    .startsWith(B + ", the only endpoint asked for, is saturated: 1 call in flight on 1 connection");
        }
    }
}
