// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads endpoints from custom resources. One that can't be read harms no other: if its address could be read before, that
 * one stays, else it is left out; and it is reported once for each thing that is wrong with it. An empty address is no
 * mistake: there is no endpoint then, whatever was there before.
 *
 * <p>Remembers what it read. Not safe for use by several threads.
 */
final class ResourceReading {

    /** A target for somebody else to resolve, such as {@code dns:///kv:7001}, in place of host and port. */
    private static final Pattern TARGET = Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s,]+");

    /** Longer than any host name with a port; what is longer is no address, and fills no log. */
    private static final int LONGEST_ADDRESS = 500;

    private static final int LONGEST_NUMBER = 20;

    private final FieldPath addressPath;
    private final FieldPath namePath;
    private final Optional<FieldPath> weightPath;
    private final ResourceOptions options;
    private final Set<String> own;
    private Map<String, Address> lastRead = Map.of();
    private Set<String> reported = Set.of();

    /** @param own names to skip */
    ResourceReading(ResourceOptions options, Set<String> own) {
        this.options = options;
        this.own = Set.copyOf(own);
        addressPath = FieldPath.parse("address", options.address());
        namePath = FieldPath.parse("name", options.name());
        weightPath = options.weight().map(path -> FieldPath.parse("weight", path));
    }

    /** Reads all resources there are; the same ones in another order give the same. */
    Result read(Collection<GenericKubernetesResource> resources) {
        Round round = new Round();
        Map<String, GenericKubernetesResource> sorted = new TreeMap<>();
        resources.forEach(resource -> sorted.put(key(resource), resource));
        sorted.forEach(round::read);
        Set<String> fresh = new TreeSet<>(round.problems);
        fresh.removeAll(reported);
        reported = round.problems;
        lastRead = round.addresses;
        return new Result(round.endpoints(), List.copyOf(fresh));
    }

    private static String key(GenericKubernetesResource resource) {
        var metadata = resource.getMetadata();
        String name = metadata == null ? "without a name" : metadata.getName();
        return metadata == null || metadata.getNamespace() == null ? name : metadata.getNamespace() + "/" + name;
    }

    private static Address parsed(Object value, String text) {
        if (!(value instanceof String)) {
            throw new IllegalArgumentException("address: not a text (expected: host:port)");
        }
        if (text.length() > LONGEST_ADDRESS) {
            throw new IllegalArgumentException(
                    "address: " + text.length() + " characters (expected: at most " + LONGEST_ADDRESS + ")");
        }
        return TARGET.matcher(text).matches() ? Address.named(text) : Address.parse(text);
    }

    private static String text(Optional<Object> value) {
        return value.map(Object::toString).orElse("").strip();
    }

    /** One pass over all of them. */
    private final class Round {
        private final Map<Address, Found> found = new LinkedHashMap<>();
        private final Map<String, Address> addresses = new TreeMap<>();
        private final Set<String> problems = new TreeSet<>();

        void read(String key, GenericKubernetesResource resource) {
            String name = text(namePath.in(resource));
            if (name.isEmpty()) {
                problems.add(key + ": no name at '" + namePath + "'; left out");
            } else if (!own.contains(name) && options.names().test(name)) {
                address(key, addressPath.in(resource)).ifPresent(address -> {
                    addresses.put(key, address);
                    found.computeIfAbsent(address, first -> new Found(weight(key, resource), new TreeSet<>()))
                            .names
                            .add(name);
                });
            }
        }

        private Optional<Address> address(String key, Optional<Object> value) {
            String text = text(value);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(parsed(value.get(), text));
            } catch (IllegalArgumentException e) {
                Optional<Address> before = Optional.ofNullable(lastRead.get(key));
                problems.add(key + ": " + addressPath + ": " + e.getMessage()
                        + before.map(address -> "; " + address + " kept").orElse("; left out"));
                return before;
            }
        }

        private int weight(String key, GenericKubernetesResource resource) {
            String text = text(weightPath.flatMap(path -> path.in(resource)));
            if (text.isEmpty()) {
                return Endpoint.DEFAULT_WEIGHT;
            }
            if (text.matches("[0-9]{1,7}") && Integer.parseInt(text) <= Endpoint.MAX_WEIGHT) {
                return Integer.parseInt(text);
            }
            String shown = text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "...";
            problems.add(
                    key + ": " + weightPath.orElseThrow() + ": '" + shown + "' (expected: a whole number from 0 to "
                            + Endpoint.MAX_WEIGHT + "); " + Endpoint.DEFAULT_WEIGHT + " used");
            return Endpoint.DEFAULT_WEIGHT;
        }

        List<Endpoint> endpoints() {
            List<Endpoint> endpoints = new ArrayList<>();
            found.forEach((address, each) -> endpoints.add(
                    new Endpoint(address, each.weight, 0, Map.of(Attributes.NAME, String.join(",", each.names)))));
            return endpoints;
        }
    }

    /** What is known of one address, which may have several names; the weight is that of the first. */
    private record Found(int weight, Set<String> names) {}

    /**
     * What was read.
     *
     * @param endpoints in a stable order, each address once
     * @param problems what is wrong and was right, or differently wrong, the time before
     */
    record Result(List<Endpoint> endpoints, List<String> problems) {}
}
