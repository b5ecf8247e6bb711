// SPDX-License-Identifier: Apache-2.0
/**
 * How a pool stands, over JMX: for JConsole, VisualVM, {@code jmxterm} and agents that read MBeans. Nothing is registered
 * unless the program does it. Needs the JDK's module {@code java.management}.
 */
@NullMarked
package dev.hawser.view.jmx;

import org.jspecify.annotations.NullMarked;
