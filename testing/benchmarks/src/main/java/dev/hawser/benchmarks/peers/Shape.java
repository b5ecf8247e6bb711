// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.peers;

import java.time.Duration;

/**
 * How large a pool is.
 *
 * @param endpoints addresses it leads to
 * @param leases connections to each address
 */
public record Shape(int endpoints, int leases) {

    /** How long a claim waits: long enough that only a starved thread sees it, short enough to end a run. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    public int connections() {
        return endpoints * leases;
    }

    @Override
    public String toString() {
        return endpoints == 1 ? leases + " leases" : endpoints + " × " + leases;
    }
}
