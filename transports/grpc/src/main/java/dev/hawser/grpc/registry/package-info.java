// SPDX-License-Identifier: Apache-2.0
/** Channels by name, which follow their name when its address changes. */
@NullMarked
package dev.hawser.grpc.registry;

import org.jspecify.annotations.NullMarked;
