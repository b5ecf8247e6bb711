// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser's gRPC channel beside gax's and grpc-gcp's: what choosing a channel costs, what a whole call costs, and what
 * they do when streams run out, servers are restarted and connections end.
 */
@NullMarked
package dev.hawser.benchmarks.grpc;

import org.jspecify.annotations.NullMarked;
