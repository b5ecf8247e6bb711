// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.pool.Lease;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedSharedTransport;
import dev.hawser.testkit.ScriptedTransport;
import dev.hawser.testkit.ScriptedTransport.Connection;
import dev.hawser.view.Viewed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which of two pools of one name has ended can be asked of them: events have the name only. */
@Timeout(30)
class IsClosedTest {

    private final FakeTime time = new FakeTime();
    private final Discovery endpoints = Discoveries.of(List.of(Endpoint.of("10.0.0.1:7001")));
    private final AtomicReference<Viewed> pool = new AtomicReference<>();
    private final List<Boolean> whenTold = new ArrayList<>();
    private final PoolListener listener = event -> {
        if (event instanceof PoolEvent.PoolClosed) {
            whenTold.add(pool.get().isClosed());
        }
    };

    private ConnectionPool<Connection> lent() {
        ConnectionPool<Connection> made = ConnectionPool.builder(endpoints, new ScriptedTransport(time))
                .time(time)
                .executor(Runnable::run)
                .listener(listener)
                .build();
        pool.set(made);
        return made;
    }

    @Test
    void aPoolOfLeasesIsClosedWhenItsEndIsTold() {
        ConnectionPool<Connection> lent = lent();
        assertThat(lent.isClosed()).isFalse();

        lent.close(Duration.ZERO);

        assertThat(whenTold).containsExactly(true);
        assertThat(lent.isClosed()).isTrue();
    }

    @Test
    void aSharedPoolIsClosedWhenItsEndIsTold() {
        SharedPool<ScriptedSharedTransport.Connection> shared = SharedPool.builder(
                        endpoints, new ScriptedSharedTransport(time))
                .time(time)
                .executor(Runnable::run)
                .listener(listener)
                .build();
        pool.set(shared);
        assertThat(shared.isClosed()).isFalse();

        shared.close(Duration.ZERO);

        assertThat(whenTold).containsExactly(true);
        assertThat(shared.isClosed()).isTrue();
    }

    /** Its end is told when the lease has come back. */
    @Test
    void aPoolIsClosedWhileItsLastLeaseIsOut() throws InterruptedException {
        ConnectionPool<Connection> lent = lent();
        Lease<Connection> lease = lent.acquire();
        Thread closer = new Thread(() -> lent.close(Duration.ofMinutes(1)));
        closer.start();
        while (!lent.isClosed()) {
            Thread.onSpinWait();
        }

        assertThat(whenTold).isEmpty();
        lease.close();
        closer.join();

        assertThat(whenTold).containsExactly(true);
    }

    @Test
    void aDrainThatIsRefusedClosesNothing() {
        try (ConnectionPool<Connection> lent = lent()) {
            assertThatThrownBy(() -> lent.close(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);

            assertThat(lent.isClosed()).isFalse();
        }
    }
}
