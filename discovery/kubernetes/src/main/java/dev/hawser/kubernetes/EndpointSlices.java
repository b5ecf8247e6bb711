// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.kubernetes.watch.Place;
import dev.hawser.kubernetes.watch.ResourceKind;
import java.util.Optional;

/**
 * The pods behind a Kubernetes service, as its EndpointSlices name them.
 *
 * <p>All slices together are one set; an address in two of them counts once. Endpoints that are ready are used, and only
 * if there is none of these, those that still serve while they terminate, as kube-proxy does. One that vanishes without a
 * word stays for a second, so that pods that are dealt to slices anew don't flap. A service without one ready
 * pod is an empty answer, so pools keep whom they know; a service that was scaled to nothing or deleted before our eyes is
 * told as {@linkplain Discovery.Watcher#onGone() gone}.
 *
 * <p>Attributes: {@code name} and {@code node}, of the pod; {@code zone}; {@code hints}, the zones that Kubernetes' topology
 * hints name, separated by commas; {@code state}, which is {@code ready} or {@code serving}.
 *
 * <p>Needs the rights to list and watch {@code endpointslices} of {@code discovery.k8s.io} in the namespace. Each watch has
 * a connection of its own, ended with it.
 */
public final class EndpointSlices {

    /** Attribute: for which zones the endpoint is meant. */
    public static final String HINTS = "hints";

    private EndpointSlices() {}

    public static Discovery of(ServiceOptions service, KubernetesOptions options) {
        String describe = "kubernetes:///" + service.service()
                + options.namespace().map(name -> "." + name).orElse("")
                + service.port().map(port -> ":" + port).orElse("");
        ResourceKind kind = new ResourceKind(
                "discovery.k8s.io",
                "v1",
                "endpointslices",
                Optional.of(SliceReader.OWNER + "=" + service.service()),
                new Place.Namespace(options.namespace()));
        return options.follow(describe, kind, new SliceReader(service, new Complaints(describe)));
    }
}
