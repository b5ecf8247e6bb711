// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.kubernetes.watch.Names;
import java.util.Optional;

/**
 * Which endpoints of a service are meant.
 *
 * @param service its name, without the namespace
 * @param port of the pods, by the name that the service gives it, or by its number; may be absent if the service has just
 *     one TCP port
 * @param family which addresses; with {@link AddressFamily#ANY} a pod that has both kinds counts once, with IPv4
 * @param weight the annotation or, in its absence, the label of an EndpointSlice that holds the weight of each of its
 *     endpoints, such as {@code hawser.dev/weight}. Labels of a service are copied to its slices by Kubernetes,
 *     annotations are not; annotations of pods are in no slice, so they can't be used
 */
public record ServiceOptions(String service, Optional<String> port, AddressFamily family, Optional<String> weight) {

    public ServiceOptions {
        Names.requireLabel("service", service);
        requireNonNull(port, "port").ifPresent(PortChoice::parse);
        requireNonNull(family, "family");
        requireNonNull(weight, "weight").ifPresent(key -> {
            if (key.isBlank()) {
                throw new IllegalArgumentException("weight: '" + key + "' (expected: an annotation or a label)");
            }
        });
    }

    /** On its only port, any addresses, all of weight 1. */
    public static ServiceOptions of(String service) {
        return new ServiceOptions(service, Optional.empty(), AddressFamily.ANY, Optional.empty());
    }

    public ServiceOptions withPort(String value) {
        return new ServiceOptions(service, Optional.of(value), family, weight);
    }

    public ServiceOptions withFamily(AddressFamily value) {
        return new ServiceOptions(service, port, value, weight);
    }

    public ServiceOptions withWeight(String annotation) {
        return new ServiceOptions(service, port, family, Optional.of(annotation));
    }
}
