// SPDX-License-Identifier: Apache-2.0
/** The demo's requests: the pools they go through, the workers that send them, and how they ended. */
@NullMarked
package dev.hawser.cli.demo.traffic;

import org.jspecify.annotations.NullMarked;
