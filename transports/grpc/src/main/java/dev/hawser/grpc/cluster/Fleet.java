// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.client.sharing.SharedPoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.event.PoolEvent;
import dev.hawser.view.Viewed;
import io.grpc.Channel;
import java.time.Duration;

/** The connections to nodes that come and go: what the pools of this package stand on. */
interface Fleet extends Viewed {

    /** Once per address; another time changes nothing. */
    void add(Address node);

    /** Takes no new calls there; those in flight end in peace. */
    void remove(Address node);

    /** Calls to that node, and to no other. */
    Channel at(Address node);

    /** Whether there is reason to believe that calls to that node would be in vain now. */
    boolean shuns(Address node);

    /** Whether an operator has drained that node: no call gets there. */
    boolean isDrained(Address node);

    /** Tells listeners. */
    void tell(PoolEvent event);

    /** How its nodes and their connections stand. */
    SharedPoolSnapshot snapshot();

    /** Ends everything; calls in flight may go on for {@code drain}. */
    void close(Duration drain);
}
