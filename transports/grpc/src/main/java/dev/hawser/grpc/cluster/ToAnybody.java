// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import dev.hawser.time.Time;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** To each node in its turn, but for those that there is reason to spare. */
final class ToAnybody implements Routing {

    private final String pool;
    private final Roll roll;
    private final Fleet fleet;
    private final Time time;
    private final Overloads overloads = new Overloads();

    ToAnybody(String pool, Roll roll, Fleet fleet, Time time) {
        this.pool = pool;
        this.roll = roll;
        this.fleet = fleet;
        this.time = time;
    }

    @Override
    public CompletableFuture<Optional<Address>> next(Set<Address> tried) {
        Optional<Address> next = pick(tried);
        return next.isPresent()
                ? CompletableFuture.completedFuture(next)
                : CompletableFuture.failedFuture(new NoNodesException(pool));
    }

    /** Absent if there are no nodes. */
    Optional<Address> pick(Set<Address> tried) {
        long now = time.nanoTime();
        return roll.next(tried, node -> fleet.shuns(node) || overloads.rests(node, now), fleet::isDrained);
    }

    @Override
    public Failure judge(ExecutionContext attempt, StatusFailure failed) {
        Failure failure = failed.failure();
        overloads.note(attempt.endpoint(), failure, time.nanoTime());
        return failure;
    }

    void forget(Address node) {
        overloads.forget(node);
    }
}
