// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.client.PoolSnapshot;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;

/**
 * How an endpoint stands, whatever kind of pool it belongs to.
 *
 * @param why it cannot serve; empty if it can
 * @param opened connections, since the beginning
 * @param failures attempts to connect that failed, since the beginning
 */
record Standing(Address address, EndpointState state, String why, long opened, long failures) {

    static Standing of(PoolSnapshot.EndpointSnapshot e) {
        return new Standing(e.endpoint().address(), e.state(), e.why(), e.opened(), e.failures());
    }
}
