// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.time.Duration;

/**
 * How long to wait for an API server.
 *
 * @param connect until the connection must be there
 * @param request until the headers of an answer must be there
 */
public record Timeouts(Duration connect, Duration request) {}
