// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import static java.util.Objects.requireNonNull;

import dev.hawser.cli.bench.grpc.Callees;
import dev.hawser.cli.bench.grpc.NothingToCallException;
import dev.hawser.cli.grpc.Callee;
import dev.hawser.cli.grpc.GrpcCauses;
import dev.hawser.cli.grpc.Route;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls through a channel that leads to the whole fleet. What is called is found out when it is opened. */
final class GrpcLine implements Line {

    private final BenchPlan plan;
    private final Load.Grpc load;
    private final GrpcFleet fleet;
    private final Time time;
    private @Nullable Callee callee;

    GrpcLine(BenchPlan plan, Load.Grpc load, GrpcFleet fleet, Time time) {
        this.plan = plan;
        this.load = load;
        this.fleet = fleet;
        this.time = time;
    }

    @Override
    public void open(Duration timeout) {
        // Longer than connecting may take: that it failed, and why, is the better answer than that it was under way.
        Callees callees = new Callees(fleet.channel(), timeout.multipliedBy(2));
        try {
            callee = load.method().isPresent() ? callees.method(load.method().get(), load.data()) : callees.health();
        } catch (NothingToCallException e) {
            throw new CannotBeginException(plan.target() + ": " + e.getMessage(), Map.of(), e);
        } catch (StatusRuntimeException e) {
            throw failed(e);
        }
    }

    private CannotBeginException failed(StatusRuntimeException e) {
        if (fleet.endpoints().isEmpty()) {
            return CannotBeginException.nobody(plan.target(), fleet.source(), e);
        }
        for (Throwable seen = e; seen != null; seen = seen.getCause()) {
            if (seen instanceof PoolExhaustedException exhausted) {
                return CannotBeginException.unreachable(
                        plan.target(), exhausted.refusal().reasons(), e);
            }
        }
        return new CannotBeginException(plan.target() + ": its first answer is " + GrpcCauses.of(e), Map.of(), e);
    }

    @Override
    public void request(Heard heard) {
        Route route = new Route(time);
        CallOptions options =
                route.on(CallOptions.DEFAULT).withDeadlineAfter(plan.timeout().toNanos(), TimeUnit.NANOSECONDS);
        long asked = time.nanoTime();
        try {
            requireNonNull(callee, "open() first").call(fleet.channel(), options);
            long now = time.nanoTime();
            Address server = route.server().orElseThrow(() -> new IllegalStateException("answered by nobody"));
            heard.answered(server, route.nanoTime() - asked, now - route.nanoTime());
        } catch (StatusRuntimeException e) {
            Optional<Address> server = route.server();
            if (server.isPresent()) {
                heard.failed(server.get(), route.nanoTime() - asked, e);
            } else {
                heard.refused(e);
            }
            if (e.getStatus().getCode() == Status.Code.CANCELLED
                    && Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    @Override
    public List<Standing> endpoints() {
        return fleet.endpoints();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
