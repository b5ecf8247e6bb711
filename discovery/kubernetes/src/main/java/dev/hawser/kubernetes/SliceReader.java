// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.PortChoice.Port;
import dev.hawser.kubernetes.Slice.Candidate;
import dev.hawser.kubernetes.Slice.Use;
import dev.hawser.kubernetes.api.Json;
import dev.hawser.kubernetes.watch.Reader;
import dev.hawser.kubernetes.watch.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads EndpointSlices by the rules of {@code discovery.k8s.io/v1}; of an endpoint's addresses only the first has a
 * meaning.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/">the API</a>
 */
final class SliceReader implements Reader<Slice> {
    /** The label that names the service of a slice. */
    static final String OWNER = "kubernetes.io/service-name";

    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";

    private static final Pattern IPV4_LITERAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6_LITERAL = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Arbitrary; Envoy's time for updates of a cluster to settle. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final String service;
    private final AddressFamily family;
    private final PortChoice port;
    private final Optional<String> weight;
    private final Complaints complaints;

    SliceReader(ServiceOptions options, Complaints complaints) {
        service = options.service();
        family = options.family();
        port = PortChoice.of(options.port());
        weight = options.weight();
        this.complaints = complaints;
    }

    @Override
    public Slice read(Resource resource) {
        checkOwner(resource);
        List<Object> endpoints = Json.list(resource.content(), "endpoints");
        String type = Json.text(resource.content(), "addressType").orElse("none");
        if (endpoints.isEmpty() || !isMeant(type)) {
            return new Slice(List.of(), !endpoints.isEmpty()); // an empty slice may have no port either
        }
        int number = port.among(ports(resource));
        int share = weight(resource);
        List<Candidate> candidates = endpoints.stream()
                .flatMap(each -> candidate(each, type, number, share).stream())
                .toList();
        return new Slice(candidates, candidates.size() < endpoints.size());
    }

    /** The list was asked for by this label; a proxy that drops the question must not mix services. */
    private void checkOwner(Resource resource) {
        Optional<String> owner = Json.text(resource.content(), "metadata", "labels", OWNER);
        if (owner.isPresent() && !owner.get().equals(service)) {
            throw new IllegalArgumentException(
                    "a slice of the service " + owner.get() + " (expected: " + service + ")");
        }
    }

    private boolean isMeant(String type) {
        return switch (family) {
            case ANY -> type.equals(IPV4) || type.equals(IPV6);
            case IPV4 -> type.equals(IPV4);
            case IPV6 -> type.equals(IPV6);
        };
    }

    /** Of TCP, which is meant where no protocol is given. */
    private static List<Port> ports(Resource resource) {
        return Json.list(resource.content(), "ports").stream()
                .filter(each -> Json.text(each, "protocol").orElse("TCP").equals("TCP"))
                .flatMap(each -> Json.number(each, "port")
                        .filter(PortChoice::isPort)
                        .map(number -> new Port(Json.text(each, "name").orElse(""), number))
                        .stream())
                .toList();
    }

    private int weight(Resource resource) {
        if (weight.isEmpty()) {
            return Endpoint.DEFAULT_WEIGHT;
        }
        String key = weight.get();
        Optional<String> text = Json.text(resource.content(), "metadata", "annotations", key)
                .or(() -> Json.text(resource.content(), "metadata", "labels", key));
        if (text.isPresent()
                && text.get().matches("[0-9]{1,7}")
                && Integer.parseInt(text.get()) <= Endpoint.MAX_WEIGHT) {
            return Integer.parseInt(text.get());
        }
        text.ifPresent(value -> complaints.about(
                resource.name(),
                key + " is no weight (expected: 0 to " + Endpoint.MAX_WEIGHT + "); " + Endpoint.DEFAULT_WEIGHT
                        + " is used"));
        return Endpoint.DEFAULT_WEIGHT;
    }

    private static Optional<Candidate> candidate(Object endpoint, String type, int port, int weight) {
        return Json.list(endpoint, "addresses").stream()
                .limit(1)
                .flatMap(first -> Json.text(first).stream())
                .filter(text -> isLiteral(text, type))
                .map(host -> {
                    Use use = Use.of(endpoint);
                    Address address = new Address(host, port);
                    return new Candidate(
                            new Endpoint(address, weight, 0, attributes(endpoint, use)), target(endpoint), use);
                })
                .findFirst();
    }

    /** As the API demands; a name here would be somebody's attempt to have us ask the DNS. */
    private static boolean isLiteral(String text, String type) {
        return (type.equals(IPV4) ? IPV4_LITERAL : IPV6_LITERAL).matcher(text).matches();
    }

    private static Map<String, String> attributes(Object endpoint, Use use) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Json.text(endpoint, "targetRef", "name").ifPresent(name -> attributes.put(Attributes.NAME, name));
        Json.text(endpoint, "nodeName").ifPresent(node -> attributes.put(Attributes.NODE, node));
        Json.text(endpoint, "zone").ifPresent(zone -> attributes.put(Attributes.ZONE, zone));
        String hints = Json.list(endpoint, "hints", "forZones").stream()
                .flatMap(zone -> Json.text(zone, "name").stream())
                .sorted()
                .collect(Collectors.joining(","));
        if (!hints.isEmpty()) {
            attributes.put(EndpointSlices.HINTS, hints);
        }
        attributes.put(Attributes.STATE, use.name().toLowerCase(Locale.ROOT));
        return attributes;
    }

    private static String target(Object endpoint) {
        return Json.text(endpoint, "targetRef", "uid")
                .or(() -> Json.text(endpoint, "targetRef", "name"))
                .orElse("");
    }

    @Override
    public Found found(Collection<Slice> slices) {
        Map<Address, Candidate> byAddress = new HashMap<>();
        boolean others = false;
        for (Slice slice : slices) {
            others |= slice.others();
            slice.candidates().forEach(each -> byAddress.merge(each.endpoint().address(), each, Candidate::better));
        }
        Use best = byAddress.values().stream()
                .map(Candidate::use)
                .min(Comparator.naturalOrder())
                .orElse(Use.NONE);
        List<Candidate> usable = byAddress.values().stream()
                .filter(each -> each.use() == best && best != Use.NONE)
                .sorted(Comparator.comparing(each -> each.endpoint().address()))
                .toList();
        return new Found(
                oncePerTarget(usable), !others && byAddress.isEmpty(), Collections.unmodifiableSet(byAddress.keySet()));
    }

    /** As long as the controller may take to deal pods to slices anew, and no longer than a call to one that is gone hurts. */
    @Override
    public Duration grace() {
        return GRACE;
    }

    /** In a cluster of both families each pod is in two slices, once with each address. */
    private static List<Endpoint> oncePerTarget(List<Candidate> usable) {
        Map<String, Boolean> withIpv4 = new LinkedHashMap<>();
        usable.forEach(each -> withIpv4.merge(each.target(), !isIpv6(each), Boolean::logicalOr));
        List<Endpoint> endpoints = new ArrayList<>();
        for (Candidate each : usable) {
            boolean twice = isIpv6(each) && !each.target().isEmpty() && withIpv4.getOrDefault(each.target(), false);
            if (!twice) {
                endpoints.add(each.endpoint());
            }
        }
        return endpoints;
    }

    private static boolean isIpv6(Candidate candidate) {
        return candidate.endpoint().address().host().indexOf(':') >= 0;
    }
}
