// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser keeps a JVM program moored to a fleet of servers. The journey of a request is the architecture:
 *
 * <p>A {@linkplain dev.hawser.client client} asks its {@linkplain dev.hawser.limit limit}, lets
 * {@linkplain dev.hawser.balance balance} pick among the endpoints that {@linkplain dev.hawser.discovery discovery}
 * found and {@linkplain dev.hawser.health health} trusts, leases a connection from that endpoint's
 * {@linkplain dev.hawser.pool pool}, or {@linkplain dev.hawser.client.sharing shares} one, which the
 * {@linkplain dev.hawser.transport transport} opened; {@linkplain dev.hawser.failover failover} decides whether and when
 * to try again, {@linkplain dev.hawser.leader leader} knows who takes writes; {@linkplain dev.hawser.event event} tells
 * observers; {@linkplain dev.hawser.time time} is read nowhere else. What is asked for is a
 * {@linkplain dev.hawser.call call}, whom one talks to an {@linkplain dev.hawser.endpoint endpoint}. Who asks for one by its address instead, and
 * shares it with others who do, goes to the {@linkplain dev.hawser.cache cache}.
 */
@NullMarked
package dev.hawser;

import org.jspecify.annotations.NullMarked;
