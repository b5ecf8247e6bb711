// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What becomes of an instance: an endpoint, nothing because of its checks, or a complaint. */
final class Endpoints {
    private static final int SHOWN = 100;

    private final ConsulWeights weights;
    private final ConsulAttributes attributes;
    private final Instance.State worst;
    private final Set<String> wantedMeta;

    Endpoints(ConsulOptions options) {
        weights = options.weights();
        attributes = options.attributes();
        worst = options.query().health() == InstanceHealth.PASSING_ONLY
                ? Instance.State.PASSING
                : Instance.State.WARNING;
        wantedMeta = new HashSet<>(attributes.metadata());
        wantedMeta.add(attributes.zoneKey());
        if (weights instanceof ConsulWeights.OfMeta meta) {
            wantedMeta.add(meta.key());
        }
    }

    boolean wantsMeta(String key) {
        return wantedMeta.contains(key);
    }

    /** The endpoint, if it is one; complaints are added to the list. */
    Optional<Endpoint> endpoint(Instance instance, List<Oddity> oddities) {
        if (!instance.problem().isEmpty()) {
            return leftOut(instance, instance.problem(), oddities);
        }
        if (instance.state().compareTo(worst) > 0) {
            return Optional.empty();
        }
        Instance.Service service = instance.service();
        String host = service.address().isEmpty() ? instance.node().address() : service.address();
        try {
            Address address = new Address(host, port(service.port()));
            return Optional.of(new Endpoint(address, weight(instance, oddities), 0, attributesOf(instance)));
        } catch (IllegalArgumentException e) {
            return leftOut(instance, String.valueOf(e.getMessage()), oddities);
        }
    }

    private static Optional<Endpoint> leftOut(Instance instance, String problem, List<Oddity> oddities) {
        oddities.add(new Oddity(
                Oddity.shown(instance.label(), SHOWN), Oddity.shown(problem, 2 * SHOWN) + "; it is left out"));
        return Optional.empty();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            // -1 has a meaning of its own to Address.
            return Math.max(port, 0);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("port: '" + text + "' (expected: 1 to 65535)", e);
        }
    }

    private int weight(Instance instance, List<Oddity> oddities) {
        if (weights instanceof ConsulWeights.OfMeta meta) {
            String text = instance.service().meta().get(meta.key());
            return weight(instance, meta.key(), text, meta.defaultWeight(), oddities);
        }
        String name = instance.state() == Instance.State.WARNING ? "Warning" : "Passing";
        String text = instance.service().weights().get(name);
        return weight(instance, "Weights." + name, text, ConsulWeights.DEFAULT_WEIGHT, oddities);
    }

    private static int weight(
            Instance instance,
            String name,
            @org.jspecify.annotations.Nullable String text,
            int otherwise,
            List<Oddity> oddities) {
        if (text == null) {
            return otherwise;
        }
        try {
            int weight = Integer.parseInt(text.strip());
            if (weight >= 0 && weight <= Endpoint.MAX_WEIGHT) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number that is out of range.
        }
        String problem = name + ": '" + Oddity.shown(text, SHOWN) + "' (expected: 0 to " + Endpoint.MAX_WEIGHT
                + "); the weight is " + otherwise;
        oddities.add(new Oddity(Oddity.shown(instance.label(), SHOWN), problem));
        return otherwise;
    }

    private Map<String, String> attributesOf(Instance instance) {
        Map<String, String> found = new HashMap<>();
        Instance.Service service = instance.service();
        put(Attributes.STATE, instance.state().word(), found);
        put(Attributes.NODE, instance.node().name(), found);
        put(Attributes.ZONE, zone(instance), found);
        put(ConsulDiscovery.ID_ATTRIBUTE, service.id(), found);
        if (!service.tags().isEmpty()) {
            String tags = String.join(",", service.tags().stream().sorted().toList());
            put(ConsulDiscovery.TAGS_ATTRIBUTE, tags, found);
        }
        for (String key : attributes.metadata()) {
            put(ConsulDiscovery.METADATA_PREFIX + key, service.meta().getOrDefault(key, ""), found);
        }
        return found;
    }

    private static void put(String name, String value, Map<String, String> into) {
        if (!value.isEmpty()) {
            into.put(name, value.substring(0, Math.min(value.length(), ConsulAttributes.MAX_VALUE)));
        }
    }

    private String zone(Instance instance) {
        String key = attributes.zoneKey();
        for (String zone : new String[] {
            instance.service().meta().getOrDefault(key, ""),
            instance.node().meta().getOrDefault(key, ""),
            instance.service().zone(),
            instance.node().zone()
        }) {
            if (!zone.isEmpty()) {
                return zone;
            }
        }
        return instance.node().datacenter();
    }
}
