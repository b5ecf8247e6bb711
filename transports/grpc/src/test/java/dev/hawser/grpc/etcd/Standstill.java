// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import java.time.Duration;

/**
 * Writes stood still for a while, and whose time that was.
 *
 * @param from the moment of the last acknowledgement before
 * @param to the moment of the next one
 * @param clusters how long of that the cluster took no writes from anybody
 */
record Standstill(long from, long to, Duration clusters) {

    Duration length() {
        return Duration.ofNanos(to - from);
    }

    /** How long of that the cluster did take writes, and the pool got none through. */
    Duration ours() {
        return length().minus(clusters);
    }

    @Override
    public String toString() {
        return length().toMillis() + " ms, " + ours().toMillis() + " of them ours";
    }
}
