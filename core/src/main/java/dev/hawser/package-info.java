// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser keeps a JVM program moored to a fleet of servers. The journey of a request is the architecture:
 *
 * <p>A {@linkplain dev.hawser.client client} asks its {@linkplain dev.hawser.limit limit}, lets
 * {@linkplain dev.hawser.balance balance} pick among the endpoints that {@linkplain dev.hawser.discovery discovery}
 * found, leases a connection from that endpoint's {@linkplain dev.hawser.pool pool}, which asks the
 * {@linkplain dev.hawser.transport transport} to connect; {@linkplain dev.hawser.failover failover} decides when to
 * try again; {@linkplain dev.hawser.event event} tells observers; {@linkplain dev.hawser.time time} is read nowhere
 * else. Whom one talks to is an {@linkplain dev.hawser.endpoint endpoint}. Who asks for one by its address instead, and
 * shares it with others who do, goes to the {@linkplain dev.hawser.cache cache}.
 */
@NullMarked
package dev.hawser;

import org.jspecify.annotations.NullMarked;
