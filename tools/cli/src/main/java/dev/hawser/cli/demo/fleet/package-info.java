// SPDX-License-Identifier: Apache-2.0
/** The demo's servers: what they do, the processes they live in, and the endpoints file that lists them. */
@NullMarked
package dev.hawser.cli.demo.fleet;

import org.jspecify.annotations.NullMarked;
