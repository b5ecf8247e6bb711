// SPDX-License-Identifier: Apache-2.0
/**
 * Calls passed on by a server, of any kind and with everything that belongs to them: deadline, cancellation, metadata,
 * trailers and flow control from end to end. {@code GrpcProxy} passes on what it doesn't understand to a backend picked for
 * each call; {@code LeaderForwarder} passes the calls of a follower to its leader.
 */
@NullMarked
package dev.hawser.grpc.proxy;

import org.jspecify.annotations.NullMarked;
