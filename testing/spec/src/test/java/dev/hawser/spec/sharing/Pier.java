// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.HawserException;
import dev.hawser.client.sharing.Choice;
import dev.hawser.client.sharing.Entrant;
import dev.hawser.client.sharing.SharedConnection;
import dev.hawser.client.sharing.SharedPool;
import dev.hawser.client.sharing.SharedPool.Patience;
import dev.hawser.client.sharing.SharedPoolBuilder;
import dev.hawser.client.sharing.SharedPoolSnapshot.EndpointSnapshot;
import dev.hawser.discovery.EmptyAnswer;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import dev.hawser.testkit.ScriptedSharedTransport;
import dev.hawser.testkit.ScriptedSharedTransport.Connection;
import dev.hawser.testkit.ScriptedSharedTransport.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A shared pool in virtual time, with scripted servers A, B, C …: what most behaviour tests start from. */
final class Pier implements AutoCloseable {

    static final String A = "10.0.0.1:7001";
    static final String B = "10.0.0.2:7001";
    static final String C = "10.0.0.3:7001";

    final FakeTime time = new FakeTime();
    final ScriptedSharedTransport transport = new ScriptedSharedTransport(time);
    final ScriptedDiscovery discovery = new ScriptedDiscovery();
    final List<PoolEvent> events = new ArrayList<>();
    final SharedPool<Connection> pool;

    private Pier(UnaryOperator<SharedPoolBuilder<Connection>> options) {
        SharedPoolBuilder<Connection> builder = SharedPool.builder(discovery, transport)
                .name("test")
                .time(time)
                .executor(Runnable::run)
                .random(new Random(1))
                .emptyAnswer(EmptyAnswer.TRUST)
                .reconnectBackoff(Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(5)))
                .listener(events::add);
        pool = options.apply(builder).build();
    }

    /** With endpoints known from the start. */
    static Pier of(UnaryOperator<SharedPoolBuilder<Connection>> options, String... addresses) {
        Pier pier = new Pier(options);
        pier.discovery.publish(addresses);
        return pier;
    }

    static Pier of(String... addresses) {
        return of(options -> options, addresses);
    }

    /** Before discovery has said a word. */
    static Pier silent() {
        return new Pier(options -> options);
    }

    static Pier weighted(UnaryOperator<SharedPoolBuilder<Connection>> options, Endpoint... endpoints) {
        Pier pier = new Pier(options);
        pier.discovery.publish(endpoints);
        return pier;
    }

    Server server(String address) {
        return transport.server(address);
    }

    /** Enters without waiting; null if there is no room. */
    @Nullable
    SharedConnection<Connection> tryEnter() {
        return pool.tryEnter(Choice.ANY);
    }

    /** Enters a connection that must be there. */
    SharedConnection<Connection> enter() {
        return must(tryEnter());
    }

    SharedConnection<Connection> enter(Choice choice) {
        return must(pool.tryEnter(choice));
    }

    private static SharedConnection<Connection> must(@Nullable SharedConnection<Connection> entered) {
        assertThat(entered).as("a connection with room").isNotNull();
        return entered;
    }

    /** Enters that many times, without leaving. */
    List<SharedConnection<Connection>> enter(int times) {
        List<SharedConnection<Connection>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(enter());
        }
        return all;
    }

    /** A call from beginning to end; whom it went to. */
    String visit() {
        SharedConnection<Connection> entered = enter();
        entered.succeeded(0);
        return entered.connection().address().toString();
    }

    Call call(Choice choice, Duration timeout, Patience patience) {
        Call call = new Call();
        call.entry = pool.enter(choice, pool.nanoTime() + timeout.toNanos(), patience, call);
        return call;
    }

    /** Waits for a connection to anybody, for ten seconds. */
    Call waits() {
        return call(Choice.ANY, Duration.ofSeconds(10), Patience.WAIT);
    }

    Call failsFast() {
        return call(Choice.ANY, Duration.ofSeconds(10), Patience.FAIL_FAST);
    }

    void advance(Duration by) {
        time.advance(by);
    }

    void advanceMillis(long by) {
        advance(Duration.ofMillis(by));
    }

    EndpointSnapshot endpoint(String address) {
        return pool.snapshot().endpoints().stream()
                .filter(e -> e.endpoint().address().equals(Address.parse(address)))
                .findFirst()
                .orElseThrow();
    }

    <E extends PoolEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        pool.close(Duration.ZERO);
        assertThat(transport.open()).as("connections left after close").isZero();
        assertThat(time.pending()).as("timers left after close").isZero();
        assertThat(transport.isShutdown()).isTrue();
        assertThat(discovery.open()).as("watches left after close").isZero();
        assertThat(discovery.thrown()).isEmpty();
    }

    /** A call that waits for its connection. */
    static final class Call implements Entrant<Connection> {
        private SharedPool.Entry entry = () -> {};
        private @Nullable SharedConnection<Connection> connection;
        private @Nullable HawserException refusal;
        private int outcomes;

        @Override
        public void entered(SharedConnection<Connection> entered) {
            connection = entered;
            outcomes++;
        }

        @Override
        public void refused(HawserException why) {
            refusal = why;
            outcomes++;
        }

        void cancel() {
            entry.cancel();
        }

        boolean isWaiting() {
            return outcomes == 0;
        }

        boolean isServed() {
            assertThat(outcomes).isLessThanOrEqualTo(1);
            return connection != null;
        }

        SharedConnection<Connection> connection() {
            assertThat(outcomes).isEqualTo(1);
            assertThat(connection).as("entered").isNotNull();
            return connection;
        }

        HawserException refusal() {
            assertThat(outcomes).isEqualTo(1);
            assertThat(refusal).as("refused").isNotNull();
            return refusal;
        }
    }
}
