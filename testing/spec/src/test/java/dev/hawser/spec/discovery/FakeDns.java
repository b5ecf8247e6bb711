// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsAnswer;
import dev.hawser.discovery.dns.DnsName;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.discovery.dns.SrvRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A zone in a map, of complete names with or without the dot at their end. A name that is not in it doesn't exist;
 * everything fails while {@link #down}.
 */
final class FakeDns implements DnsResolver {
    final Map<String, List<InetAddress>> hosts = new HashMap<>();
    final Map<String, List<SrvRecord>> services = new HashMap<>();
    final Map<String, Duration> timesToLive = new HashMap<>();
    final Set<String> silent = new HashSet<>();
    boolean down;
    int questions;

    void host(String name, String... addresses) {
        hosts.put(
                name,
                Stream.of(addresses)
                        .map(each -> DnsName.literal(each).orElseThrow())
                        .toList());
    }

    void service(String name, SrvRecord... records) {
        services.put(name, List.of(records));
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        return find(hosts, host);
    }

    @Override
    public DnsAnswer<SrvRecord> services(String name) throws IOException {
        return find(services, name);
    }

    private <T> DnsAnswer<T> find(Map<String, List<T>> zone, String asked) throws IOException {
        String name = asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked;
        questions++;
        if (silent.contains(name)) {
            throw new SocketTimeoutException(name + ": no answer");
        }
        List<T> found = zone.get(name);
        if (down || found == null) {
            throw new IOException(name + ": " + (down ? "no answer" : "does not exist"));
        }
        return new DnsAnswer<>(found, Optional.ofNullable(timesToLive.get(name)));
    }

    @Override
    public String server() {
        return "fake";
    }
}
