// SPDX-License-Identifier: Apache-2.0
/** Who we are and whom we trust, read from PEM files and read again when they change: shared by the transports. */
@NullMarked
package dev.hawser.transport.tls;

import org.jspecify.annotations.NullMarked;
