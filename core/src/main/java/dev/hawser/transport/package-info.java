// SPDX-License-Identifier: Apache-2.0
/** How connections are made, checked and closed: the SPI between the pool and the network. */
@NullMarked
package dev.hawser.transport;

import org.jspecify.annotations.NullMarked;
