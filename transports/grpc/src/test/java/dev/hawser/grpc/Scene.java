// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.balance.Balancers;
import dev.hawser.call.Idempotence;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.failover.Backoff;
import dev.hawser.failover.RetryPolicy;
import dev.hawser.grpc.echo.EchoGrpc;
import dev.hawser.grpc.echo.EchoReply;
import dev.hawser.health.OutlierOptions;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.ScriptedDiscovery;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/** A channel in virtual time, over scripted connections to a, b and c, picked in turn. */
final class Scene {
    static final Address A = new Address("a", 1);
    static final Address B = new Address("b", 1);
    static final Address C = new Address("c", 1);

    /** 100 ms, 200 ms, 400 ms. */
    static final RetryPolicy STEADY =
            RetryPolicy.CLUSTER.withBackoff(Backoff.exponential(Duration.ofMillis(100), 2, Duration.ofSeconds(5)));

    final FakeTime time = new FakeTime();
    final ScriptedChannels servers = new ScriptedChannels();
    final ScriptedDiscovery discovery = new ScriptedDiscovery();
    final List<PoolEvent> events = new ArrayList<>();
    final PooledChannel channel;

    Scene() {
        this(builder -> builder);
    }

    Scene(UnaryOperator<PooledChannelBuilder> wishes) {
        PooledChannelBuilder builder = PooledChannel.over(discovery)
                .name("scene")
                .transport(servers)
                .time(time)
                .executor(Runnable::run)
                .balancer(Balancers.roundRobin())
                .retry(STEADY)
                .noDefaultDeadline()
                .outliers(OutlierOptions.off()) // scripted failures would eject everybody
                .listener(events::add);
        channel = wishes.apply(builder).build();
        discovery.publish("a:1", "b:1", "c:1");
    }

    EchoGrpc.EchoFutureStub stub() {
        return EchoGrpc.newFutureStub(channel);
    }

    EchoGrpc.EchoFutureStub idempotent() {
        return stub().withOption(CallSettings.IDEMPOTENCE, Idempotence.IDEMPOTENT);
    }

    ListenableFuture<EchoReply> read() {
        return idempotent().unary(Echo.request("r"));
    }

    ListenableFuture<EchoReply> write() {
        return stub().unary(Echo.request("w"));
    }

    void advanceMillis(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    int inFlight() {
        return channel.snapshot().inFlight();
    }

    List<PoolEvent.CallRetried> retries() {
        return events.stream()
                .filter(PoolEvent.CallRetried.class::isInstance)
                .map(PoolEvent.CallRetried.class::cast)
                .toList();
    }

    static EchoReply reply(String text) {
        return EchoReply.newBuilder().setText(text).build();
    }

    static StatusRuntimeException failureOf(ListenableFuture<?> call) {
        try {
            Object reply = call.get(0, java.util.concurrent.TimeUnit.SECONDS);
            throw new AssertionError("did not fail but answered " + reply);
        } catch (ExecutionException e) {
            return (StatusRuntimeException) e.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("has not ended", e);
        }
    }

    static Status statusOf(ListenableFuture<?> call) {
        return failureOf(call).getStatus();
    }

    static Metadata trailersOf(ListenableFuture<?> call) {
        Metadata trailers = failureOf(call).getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    static CallFailedException reportOf(ListenableFuture<?> call) {
        return CallFailedException.in(failureOf(call)).orElseThrow();
    }
}
