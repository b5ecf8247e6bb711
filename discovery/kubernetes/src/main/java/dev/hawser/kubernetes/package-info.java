// SPDX-License-Identifier: Apache-2.0
/**
 * Endpoints from Kubernetes: the EndpointSlices of a service, and the addresses in custom resources of any kind.
 */
@NullMarked
package dev.hawser.kubernetes;

import org.jspecify.annotations.NullMarked;
