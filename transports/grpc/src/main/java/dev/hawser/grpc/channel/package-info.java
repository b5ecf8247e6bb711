// SPDX-License-Identifier: Apache-2.0
/** One gRPC connection: how it is made, secured, kept alive, primed and checked. */
@NullMarked
package dev.hawser.grpc.channel;

import org.jspecify.annotations.NullMarked;
