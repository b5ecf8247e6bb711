// SPDX-License-Identifier: Apache-2.0
/**
 * Events for the JDK's Flight Recorder. The module {@code jdk.jfr} may be absent: only {@link Flights} is used from outside,
 * and it touches the event classes only if they can be loaded. While no recording runs, the JVM leaves their methods
 * empty.
 */
@NullMarked
package dev.hawser.internal.jfr;

import org.jspecify.annotations.NullMarked;
