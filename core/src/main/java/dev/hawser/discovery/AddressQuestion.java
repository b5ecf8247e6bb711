// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.discovery.dns.DnsAnswer;
import dev.hawser.discovery.dns.DnsName;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which addresses has this host? Remembers nothing, so all watches share it. */
final class AddressQuestion implements Polled.Question {
    private final Address target;
    private final DnsOptions options;
    private final Optional<InetAddress> literal;

    AddressQuestion(Address target, DnsOptions options) {
        this.target = target;
        this.options = options;
        this.literal = DnsName.literal(target.host());
        if (literal.isEmpty()) {
            DnsName.check("host", target.host());
        }
    }

    String describe() {
        return "dns://" + options.resolver().server() + "/" + target;
    }

    @Override
    public Polled.Found ask() throws IOException {
        if (literal.isPresent()) {
            return Polled.Found.of(List.of(Endpoint.of(target)));
        }
        DnsAnswer<InetAddress> found = options.resolver().addresses(target.host(), options.family());
        return new Polled.Found(
                sorted(found.records().stream().map(address -> endpoint(address, target.port(), target.host()))),
                found.timeToLive().map(DnsOptions::lifetime));
    }

    static Endpoint endpoint(InetAddress address, int port, String name) {
        return Endpoint.of(new Address(address.getHostAddress(), port))
                .withAttributes(Map.of(DnsOptions.NAME_ATTRIBUTE, name));
    }

    /** Servers rotate their answers; ours keep one order. */
    static List<Endpoint> sorted(Stream<Endpoint> endpoints) {
        return endpoints
                .sorted(Comparator.comparingInt(Endpoint::priority).thenComparing(Endpoint::address))
                .toList();
    }
}
