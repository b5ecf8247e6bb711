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
 */
final class ToLeader implements Routing {

    private final Leadership leadership;
    private @Nullable ProbePlan plan;

    ToLeader(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public CompletableFuture<Optional<Address>> next(Set<Address> tried) {
        Optional<Address> leader = leadership.leader();
        if (leader.isPresent()) {
            plan = null;
            return CompletableFuture.completedFuture(leader);
        }
        return leadership.asks() ? leadership.find() : CompletableFuture.completedFuture(nextMember());
    }

    private Optional<Address> nextMember() {
        ProbePlan current = plan;
        Optional<Address> next = current == null ? Optional.empty() : current.next();
        if (next.isPresent()) {
            return next;
        }
        ProbePlan another = leadership.plan();
        plan = another;
        return another.next();
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
