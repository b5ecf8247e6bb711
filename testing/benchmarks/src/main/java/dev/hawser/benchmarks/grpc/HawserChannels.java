// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.ManagedChannel;
import java.time.Duration;

/** Hawser's channel. */
final class HawserChannels {

    private HawserChannels() {}

    static ManagedChannel fixed(Line line, int channels, boolean failover) {
        throw new UnsupportedOperationException("to be written");
    }

    static ManagedChannel growing(Line line, int max, boolean failover) {
        throw new UnsupportedOperationException("to be written");
    }

    static ManagedChannel aging(Line line, int channels, Duration age, boolean failover) {
        throw new UnsupportedOperationException("to be written");
    }
}
