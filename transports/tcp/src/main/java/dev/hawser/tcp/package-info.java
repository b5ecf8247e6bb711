// SPDX-License-Identifier: Apache-2.0
/**
 * Connections over TCP, plain and TLS, in two ways of sharing them.
 *
 * <p>{@linkplain dev.hawser.tcp.TcpPool Exclusive leases} give one holder at a time the streams of a socket.
 * {@linkplain dev.hawser.tcp.MultiplexedPool Multiplexed requests} share a connection: each frame carries the id of the
 * request it answers, a {@linkplain dev.hawser.tcp.Framing framing} says where in the bytes, and one reader per
 * connection hands the answers out. Below both is one {@linkplain dev.hawser.tcp.TcpTransport transport}, which
 * resolves, connects, and shakes hands within one time-out, and never on a thread of the caller's.
 *
 * <p>A peer is not trusted: lengths are checked before memory is taken, an answer that nobody asked for ends the
 * connection, and bytes of one lease never reach the next holder. What this package does not do: send again what the
 * peer may have got. A request whose connection was lost says whether it can have reached the peer; whether to repeat it
 * is the caller's to decide.
 */
@NullMarked
package dev.hawser.tcp;

import org.jspecify.annotations.NullMarked;
