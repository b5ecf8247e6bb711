// SPDX-License-Identifier: Apache-2.0
/** What a gRPC server can be asked: its health, or what its reflection describes. Knows nothing of load and pools. */
@NullMarked
package dev.hawser.cli.bench.grpc;

import org.jspecify.annotations.NullMarked;
