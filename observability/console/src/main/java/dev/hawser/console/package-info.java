// SPDX-License-Identifier: Apache-2.0
/** How pools stand, for people and programs: a small HTTP server on loopback, with a live page, JSON and text. */
@NullMarked
package dev.hawser.console;

import org.jspecify.annotations.NullMarked;
