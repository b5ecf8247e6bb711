// SPDX-License-Identifier: Apache-2.0
/**
 * What the doctor says to servers and hears from them, below gRPC: TCP, TLS, and the few frames of HTTP/2 that tell how a
 * server feels about pings. Reports what was seen; what it means is judged in {@code checks}.
 */
@NullMarked
package dev.hawser.cli.doctor.wire;

import org.jspecify.annotations.NullMarked;
