// SPDX-License-Identifier: Apache-2.0
/**
 * A small web server on loopback that knows nothing of pools: who may ask, the files of a page, answers, and streams of
 * events to clients that may be slow. Public for the console only.
 */
@NullMarked
package dev.hawser.console.http;

import org.jspecify.annotations.NullMarked;
