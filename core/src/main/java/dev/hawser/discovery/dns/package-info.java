// SPDX-License-Identifier: Apache-2.0
/**
 * Names to addresses and services, with what the JDK has: {@link java.net.InetAddress} and the DNS part of JNDI, which
 * asks that {@code java.naming} and {@code jdk.naming.dns} are in the run time. Answers are unauthenticated and not
 * trusted: whoever needs to know whom it talks to uses TLS.
 */
@NullMarked
package dev.hawser.discovery.dns;

import org.jspecify.annotations.NullMarked;
