// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.endpoint.Endpoint;
import java.util.List;

/**
 * What an answer of {@code /v1/health/service/<name>} comes to.
 *
 * @param endpoints the instances that can be used
 * @param oddities what is wrong with some, whether they can be used or not
 */
record HealthAnswer(List<Endpoint> endpoints, List<Oddity> oddities) {}
