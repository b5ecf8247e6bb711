// SPDX-License-Identifier: Apache-2.0
/** What the demo and the bench both need of gRPC: which servers a call went to. */
@NullMarked
package dev.hawser.cli.grpc;

import org.jspecify.annotations.NullMarked;
