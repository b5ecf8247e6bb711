// SPDX-License-Identifier: Apache-2.0
/**
 * Names to addresses and services, and for how long they hold: a small DNS client of our own, because what the JDK has
 * tells no time to live. {@code DnsReader}, {@code DnsQuestion} and {@code DnsReply} are bytes and values; sockets are in
 * {@code DnsExchange} alone; {@code SystemDns} knows what operating systems do before they ask DNS.
 *
 * <p>Answers are unauthenticated and not trusted: whoever needs to know whom it talks to uses TLS.
 */
@NullMarked
package dev.hawser.discovery.dns;

import org.jspecify.annotations.NullMarked;
