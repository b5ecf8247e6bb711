// SPDX-License-Identifier: Apache-2.0
/** Channels by address, shared and counted: dialled once, closed when nobody has used them for a while. */
@NullMarked
package dev.hawser.grpc.connector;

import org.jspecify.annotations.NullMarked;
