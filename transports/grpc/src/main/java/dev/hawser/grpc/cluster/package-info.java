// SPDX-License-Identifier: Apache-2.0
/** Typed clients by address, and operations that run on whichever node of a cluster can, or on its leader. */
@NullMarked
package dev.hawser.grpc.cluster;

import org.jspecify.annotations.NullMarked;
