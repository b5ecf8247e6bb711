// SPDX-License-Identifier: Apache-2.0
/** What both pools are built with and nobody else sees: the log of events, threads, counters of calls, and their engine. */
@NullMarked
package dev.hawser.internal;

import org.jspecify.annotations.NullMarked;
