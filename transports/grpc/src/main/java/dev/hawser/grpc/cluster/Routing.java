// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Which node the next attempt goes to, and what is learned from how it ends. */
interface Routing {

    /**
     * @param tried by this execution, in vain
     * @return empty if there is nobody to go to right now
     */
    CompletableFuture<Optional<Address>> next(Set<Address> tried);

    /** What a failure means, to one who knows about leaders. */
    default Failure judge(ExecutionContext attempt, StatusFailure failed) {
        return failed.failure();
    }

    /** Why there is nobody to go to. */
    default String nobody() {
        return "no leader known";
    }

    default void succeeded(ExecutionContext attempt) {}
}
