// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import dev.hawser.leader.ProbePlan;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * To the leader, if somebody knows who that is. If not, members are asked, where they can be; where not, the operation
 * itself goes from one to the next, until one doesn't refuse.
 *
 * <p>A leader that an operator has drained gets nothing. It may have been deposed meanwhile, so the others are asked, or tried,
 * as if it were not there; if they hold that it still leads, there is nobody to go to.
 */
final class ToLeader implements Routing {

    private final Leadership leadership;
    private @Nullable ProbePlan plan;
    private boolean lookedAround;

    ToLeader(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public CompletableFuture<Optional<Address>> next(Set<Address> tried) {
        Optional<Address> leader = leadership.leader();
        boolean drained = leader.map(leadership::isDrained).orElse(false);
        if (drained && lookedAround && !leadership.asks()) {
            lookedAround = false; // before another attempt, if there is one
            return CompletableFuture.completedFuture(Optional.empty());
        }
        lookedAround = drained;
        if (leader.isPresent() && !drained) {
            plan = null;
            return CompletableFuture.completedFuture(leader);
        }
        return leadership.asks() ? leadership.find() : CompletableFuture.completedFuture(nextMember());
    }

    private Optional<Address> nextMember() {
        ProbePlan current = plan;
        Optional<Address> next = current == null ? Optional.empty() : nextOpen(current);
        if (next.isPresent()) {
            return next;
        }
        ProbePlan another = leadership.plan();
        plan = another;
        return nextOpen(another);
    }

    private Optional<Address> nextOpen(ProbePlan members) {
        Optional<Address> next = members.next();
        while (next.isPresent() && leadership.isDrained(next.get())) {
            next = members.next();
        }
        return next;
    }

    @Override
    public String nobody() {
        return leadership.nobody();
    }

    @Override
    public Failure judge(ExecutionContext attempt, StatusFailure failed) {
        return leadership.judge(attempt, failed);
    }

    @Override
    public void succeeded(ExecutionContext attempt) {
        leadership.succeeded(attempt);
    }
}
