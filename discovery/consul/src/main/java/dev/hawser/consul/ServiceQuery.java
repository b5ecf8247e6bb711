// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Which instances of a service to ask Consul for, and how fresh the answer must be.
 *
 * <p>Make one from {@link #defaults()} and the {@code with…} methods; the canonical constructor may gain components.
 *
 * @param datacenter absent means the agent's own
 * @param namespace of Consul Enterprise
 * @param tags an instance must have them all
 * @param filter an expression of Consul's, such as {@code Service.Meta.version == "2"}; Consul evaluates it
 * @param near a node, or {@code _agent} for the one that is asked: Consul then sorts by distance from it, and the
 *     endpoints keep that order
 * @param consistency which server may answer
 * @param health which state an instance must be in
 */
public record ServiceQuery(
        Optional<String> datacenter,
        Optional<String> namespace,
        List<String> tags,
        Optional<String> filter,
        Optional<String> near,
        Consistency consistency,
        InstanceHealth health) {

    public ServiceQuery {
        checkNotBlank("datacenter", datacenter);
        checkNotBlank("namespace", namespace);
        checkNotBlank("filter", filter);
        checkNotBlank("near", near);
        tags = List.copyOf(tags);
        tags.forEach(tag -> checkNotBlank("tag", Optional.of(tag)));
        requireNonNull(consistency, "consistency");
        requireNonNull(health, "health");
    }

    private static void checkNotBlank(String name, Optional<String> value) {
        if (value.isPresent() && value.get().isBlank()) {
            throw new IllegalArgumentException(name + ": '" + value.get() + "' (expected: not blank)");
        }
    }

    /** All instances that pass their checks, of the agent's own datacenter, as its leader knows them. */
    public static ServiceQuery defaults() {
        Optional<String> none = Optional.empty();
        return new ServiceQuery(none, none, List.of(), none, none, Consistency.DEFAULT, InstanceHealth.PASSING_ONLY);
    }

    public ServiceQuery withDatacenter(String value) {
        return new ServiceQuery(Optional.of(value), namespace, tags, filter, near, consistency, health);
    }

    public ServiceQuery withNamespace(String value) {
        return new ServiceQuery(datacenter, Optional.of(value), tags, filter, near, consistency, health);
    }

    public ServiceQuery withTags(String... value) {
        return new ServiceQuery(datacenter, namespace, List.of(value), filter, near, consistency, health);
    }

    public ServiceQuery withFilter(String value) {
        return new ServiceQuery(datacenter, namespace, tags, Optional.of(value), near, consistency, health);
    }

    public ServiceQuery withNear(String value) {
        return new ServiceQuery(datacenter, namespace, tags, filter, Optional.of(value), consistency, health);
    }

    public ServiceQuery withConsistency(Consistency value) {
        return new ServiceQuery(datacenter, namespace, tags, filter, near, value, health);
    }

    public ServiceQuery withHealth(InstanceHealth value) {
        return new ServiceQuery(datacenter, namespace, tags, filter, near, consistency, value);
    }
}
