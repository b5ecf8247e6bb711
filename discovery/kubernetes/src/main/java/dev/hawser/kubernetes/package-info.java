// SPDX-License-Identifier: Apache-2.0
/**
 * Endpoints from Kubernetes: the EndpointSlices of a service, and the addresses in custom resources of any kind.
 *
 * <p>The way of an answer, in the order of the packages: {@link dev.hawser.kubernetes.KubernetesOptions} say which {@link
 * dev.hawser.kubernetes.Cluster} and for how long; {@link dev.hawser.kubernetes.EndpointSlices} and {@link
 * dev.hawser.kubernetes.KubernetesResources} say what is looked for; {@code watch} lists it and watches it from there on;
 * {@code api} asks the API server; and a reader here turns each resource into endpoints. Targets of scheme {@code
 * kubernetes} say all of this in one line.
 *
 * <p>Only the public types of this package are promised. Those of {@code api} and {@code watch} are public for their
 * neighbours, and may change with any release.
 */
@NullMarked
package dev.hawser.kubernetes;

import org.jspecify.annotations.NullMarked;
