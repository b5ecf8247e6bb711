// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one server says. */
record ServerDns(Address address, JndiDns dns) implements DnsResolver {

    /**
     * Asks for each family in a question of its own, because the question for "anything" is refused by many servers.
     *
     * <p>If one family has addresses and the other is denied (unknown name, refused), the answer is the first: some
     * servers do so for hosts that have no IPv6. If a question got no verdict, because it timed out or the server
     * failed, the whole look-up has failed: half an answer would remove the other half of the endpoints.
     */
    @Override
    public List<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        DnsDeniedException denied = null;
        for (String type : types(family)) {
            try {
                for (String text : dns.ask(host, type)) {
                    found.add(literal(host, text));
                }
            } catch (DnsDeniedException e) {
                denied = firstOf(denied, e);
            }
        }
        if (found.isEmpty() && denied != null) {
            throw denied;
        }
        return found;
    }

    private static List<String> types(AddressFamily family) {
        return switch (family) {
            case ANY -> List.of("A", "AAAA");
            case IPV4 -> List.of("A");
            case IPV6 -> List.of("AAAA");
        };
    }

    private static InetAddress literal(String host, String text) throws IOException {
        return DnsName.literal(text)
                .orElseThrow(() -> new IOException(host + ": answer '" + text + "' (expected: an IP address)"));
    }

    private static DnsDeniedException firstOf(@Nullable DnsDeniedException first, DnsDeniedException second) {
        return first == null ? second : first;
    }

    @Override
    public List<SrvRecord> services(String name) throws IOException {
        return dns.services(name);
    }

    @Override
    public String server() {
        return address.toString();
    }
}
