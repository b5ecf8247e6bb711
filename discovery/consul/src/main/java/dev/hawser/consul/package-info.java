// SPDX-License-Identifier: Apache-2.0
/**
 * Endpoints from Consul: the healthy instances of a service, seen to change within milliseconds by blocking queries.
 */
@NullMarked
package dev.hawser.consul;

import org.jspecify.annotations.NullMarked;
