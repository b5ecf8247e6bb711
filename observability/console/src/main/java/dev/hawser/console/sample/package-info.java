// SPDX-License-Identifier: Apache-2.0
/**
 * What a console makes of views and events: rates, minutes of history, the last changes, the last failures. Nothing here
 * reads a clock, has a thread or a socket. Public for the console only.
 */
@NullMarked
package dev.hawser.console.sample;

import org.jspecify.annotations.NullMarked;
