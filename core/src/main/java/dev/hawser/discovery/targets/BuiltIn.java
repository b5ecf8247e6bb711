// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.RefreshOptions;
import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The schemes that Hawser knows without help. */
record BuiltIn(String scheme, Set<String> parameters, Function<Target, Discovery> factory)
        implements DiscoveryProvider {

    private static final String REFRESH = "refresh";
    private static final String TIMEOUT = "timeout";
    private static final String FAMILY = "family";
    private static final int DNS_PORT = 53;

    static final List<DiscoveryProvider> ALL = List.of(
            new BuiltIn("static", Set.of(), BuiltIn::fixed),
            new BuiltIn("tcp", Set.of(), BuiltIn::fixed),
            new BuiltIn("file", Set.of(REFRESH), BuiltIn::file),
            new BuiltIn("dns", Set.of(REFRESH, TIMEOUT, FAMILY), BuiltIn::dns),
            new BuiltIn("srv", Set.of(REFRESH, TIMEOUT, FAMILY), BuiltIn::srv));

    /** Where the schemes of our other modules are, for those who have not added them. */
    private static final Map<String, String> MODULES =
            Map.of("consul", "dev.hawser:hawser-consul", "kubernetes", "dev.hawser:hawser-kubernetes");

    /** What somebody who wrote a scheme that nobody here knows may have meant. */
    static String hint(String scheme) {
        String module = MODULES.get(scheme);
        return module == null
                ? "hosts alone are written as static:host:port"
                : scheme + ": comes with " + module + ", which is not on the class path";
    }

    @Override
    public Discovery create(Target target) {
        if (target.hasUser()) { // whose error would show a password
            throw new IllegalArgumentException("host: with a user or a password (expected: hosts alone)");
        }
        return factory.apply(target);
    }

    private static Discovery fixed(Target target) {
        if (!target.authority().isEmpty() && !target.name().isEmpty()) {
            throw new IllegalArgumentException("path: '" + target.path() + "' (expected: nothing after the hosts)");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        String hosts = target.authority().isEmpty() ? target.name() : target.authority();
        for (String host : hosts.split(",", -1)) {
            endpoints.add(endpoint(host.strip()));
        }
        return Discoveries.of(endpoints);
    }

    private static Endpoint endpoint(String text) {
        int star = text.indexOf('*');
        if (star < 0) {
            return Endpoint.of(text);
        }
        try {
            return Endpoint.of(text.substring(0, star)).withWeight(Integer.parseInt(text.substring(star + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("weight: in '" + text + "' (expected: host:port*weight)", e);
        }
    }

    private static Discovery file(Target target) {
        if (!target.authority().isEmpty() && !target.authority().equals("localhost")) {
            throw new IllegalArgumentException(
                    "host: '" + target.authority() + "' (expected: none, as in file:///etc/endpoints)");
        }
        RefreshOptions refresh = target.duration(REFRESH, RefreshOptions::every)
                .orElseGet(() -> RefreshOptions.every(Discoveries.DEFAULT_FILE_REFRESH));
        return Discoveries.file(path(target.path()), refresh);
    }

    /** An absolute path goes through a URI, which knows that {@code /C:/x} is {@code C:\x} on Windows. */
    private static Path path(String path) {
        if (path.isBlank()) {
            throw new IllegalArgumentException("path: '" + path + "' (expected: a file)");
        }
        try {
            return path.startsWith("/") ? Path.of(new URI("file", null, path, null)) : Path.of(path);
        } catch (URISyntaxException | InvalidPathException e) {
            throw new IllegalArgumentException("path: '" + path + "' (expected: a file)", e);
        }
    }

    private static Discovery dns(Target target) {
        requireName(target, "kv.example.com:7001");
        Address address = Address.parse(target.name());
        return Discoveries.dns(address.host(), address.port(), options(target));
    }

    private static Discovery srv(Target target) {
        requireName(target, "_kv._tcp.example.com");
        return Discoveries.srv(target.name(), options(target));
    }

    /** Two slashes make a server to ask of what was meant to be the name. */
    private static void requireName(Target target, String example) {
        if (target.name().isEmpty() && !target.authority().isEmpty()) {
            String meant = target.scheme() + ":///" + target.authority();
            throw new IllegalArgumentException("name: none, '" + target.authority()
                    + "' is the server to ask (expected: three slashes, as in " + meant
                    + ", or a name after the server, as in "
                    + target.scheme() + "://" + target.authority() + "/" + example + ")");
        }
    }

    private static DnsOptions options(Target target) {
        Optional<Address> server =
                Optional.of(target.authority()).filter(text -> !text.isEmpty()).map(BuiltIn::server);
        Function<Duration, DnsResolver> resolver = timeout ->
                server.map(each -> DnsResolver.server(each, timeout)).orElseGet(() -> DnsResolver.system(timeout));
        DnsOptions options = DnsOptions.defaults()
                .withResolver(
                        target.duration(TIMEOUT, resolver).orElseGet(() -> resolver.apply(DnsResolver.DEFAULT_TIMEOUT)))
                .withFamily(family(target));
        return target.duration(REFRESH, period -> options.withRefresh(RefreshOptions.every(period)))
                .orElse(options);
    }

    private static Address server(String text) {
        boolean hasPort = text.lastIndexOf(':') > text.lastIndexOf(']');
        return Address.parse(hasPort ? text : text + ":" + DNS_PORT);
    }

    private static AddressFamily family(Target target) {
        String family = target.parameter(FAMILY).orElse("any");
        return switch (family) {
            case "any" -> AddressFamily.ANY;
            case "ipv4" -> AddressFamily.IPV4;
            case "ipv6" -> AddressFamily.IPV6;
            default -> throw new IllegalArgumentException("family: '" + family + "' (expected: any, ipv4 or ipv6)");
        };
    }
}
