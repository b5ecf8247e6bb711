// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.endpoint.Address;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Which node the next attempt goes to, and what is learned from how it ends. One for each execution. */
interface Routing {

    /** @param tried by this execution, in vain */
    CompletableFuture<Address> next(Set<Address> tried);

    /** What a failure means, to one who knows about leaders. */
    default Failure judge(Address node, StatusFailure failed) {
        return failed.failure();
    }

    /** The attempt at that node has succeeded. */
    default void succeeded(Address node) {}
}
