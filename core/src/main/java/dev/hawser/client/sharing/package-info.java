// SPDX-License-Identifier: Apache-2.0
/**
 * Connections that many calls use at once: counted, not lent. {@link dev.hawser.client.sharing.SharedPool} is to gRPC
 * channels and multiplexed sockets what {@link dev.hawser.client.ConnectionPool} is to connections with one borrower.
 */
@NullMarked
package dev.hawser.client.sharing;

import org.jspecify.annotations.NullMarked;
