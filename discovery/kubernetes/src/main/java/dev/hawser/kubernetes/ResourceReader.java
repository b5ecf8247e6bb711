// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import dev.hawser.kubernetes.watch.Reader;
import dev.hawser.kubernetes.watch.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads name, address and weight from custom resources, by their paths. An empty address is no mistake: there is no
 * endpoint, and none is on its way. Two names on one address are one endpoint with both names.
 */
final class ResourceReader implements Reader<ResourceReader.Entry> {

    /** A target for somebody else to resolve, such as {@code dns:///kv:7001}, in place of host and port. */
    private static final Pattern TARGET = Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s,]+");

    /** Longer than any host name with a port; what is longer is no address, and fills no log. */
    private static final int LONGEST_ADDRESS = 500;

    private static final int LONGEST_NUMBER = 20;

    /** What would begin a line of its own in a log; resources are written by all sorts of people. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private final FieldPath addressPath;
    private final FieldPath namePath;
    private final Optional<FieldPath> weightPath;
    private final ResourceOptions options;
    private final Set<String> own;
    private final Complaints complaints;

    /** @param own names to skip */
    ResourceReader(ResourceOptions options, Set<String> own, Complaints complaints) {
        this.options = options;
        this.own = Set.copyOf(own);
        this.complaints = complaints;
        addressPath = FieldPath.parse("address", options.address());
        namePath = FieldPath.parse("name", options.name());
        weightPath = options.weight().map(path -> FieldPath.parse("weight", path));
    }

    @Override
    public Entry read(Resource resource) {
        String name = text(namePath.in(resource));
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: nothing at " + namePath + " (expected: a text)");
        }
        if (own.contains(name) || !isWanted(name)) {
            return new Entry(name, Optional.empty(), Endpoint.DEFAULT_WEIGHT);
        }
        return new Entry(name, address(addressPath.in(resource)), weight(resource));
    }

    /** The filter is somebody else's code, or an expression that goes too deep. What it fails at can't be read. */
    private boolean isWanted(String name) {
        try {
            return options.names().test(name);
        } catch (Throwable e) { // also checked ones, which other languages throw undeclared
            throw new IllegalArgumentException(
                    "names: the filter has failed: " + Text.of(e) + " (expected: true or false)", e);
        }
    }

    private Optional<Address> address(Optional<Object> value) {
        String text = text(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof String)
                || text.length() > LONGEST_ADDRESS
                || CONTROL.matcher(text).find()) {
            throw new IllegalArgumentException(addressPath + ": no text, or one of more than " + LONGEST_ADDRESS
                    + " characters or with control characters (expected: host:port)");
        }
        try {
            return Optional.of(TARGET.matcher(text).matches() ? Address.named(text) : Address.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(addressPath + ": " + e.getMessage(), e);
        }
    }

    private int weight(Resource resource) {
        String text = text(weightPath.flatMap(path -> path.in(resource)));
        if (text.isEmpty()) {
            return Endpoint.DEFAULT_WEIGHT;
        }
        if (text.matches("[0-9]{1,7}") && Integer.parseInt(text) <= Endpoint.MAX_WEIGHT) {
            return Integer.parseInt(text);
        }
        String printable = CONTROL.matcher(text).replaceAll("?");
        String shown = text.length() <= LONGEST_NUMBER ? printable : printable.substring(0, LONGEST_NUMBER) + "...";
        complaints.about(
                resource.name(),
                weightPath.orElseThrow() + ": '" + shown + "' (expected: a whole number from 0 to "
                        + Endpoint.MAX_WEIGHT + "); " + Endpoint.DEFAULT_WEIGHT + " is used");
        return Endpoint.DEFAULT_WEIGHT;
    }

    private static String text(Optional<Object> value) {
        return value.map(Object::toString).orElse("").strip();
    }

    /** Nobody is hidden: what has no address said so, and what can't be read isn't asked here. */
    @Override
    public Found found(Collection<Entry> all) {
        Map<Address, Shared> shared = new LinkedHashMap<>();
        for (Entry entry : all) {
            entry.address.ifPresent(
                    address -> shared.computeIfAbsent(address, first -> new Shared(entry.weight, new TreeSet<>()))
                            .names
                            .add(entry.name));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        shared.forEach((address, each) -> endpoints.add(
                new Endpoint(address, each.weight, 0, Map.of(Attributes.NAME, String.join(",", each.names)))));
        return new Found(endpoints, true);
    }

    /** What one resource says. */
    record Entry(String name, Optional<Address> address, int weight) {}

    /** An address with all its names; the weight is that of the first. */
    private record Shared(int weight, Set<String> names) {}
}
