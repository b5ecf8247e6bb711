// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the operating system would say, and for how long it holds. See {@link DnsResolver#system(Duration)}. */
record SystemDns(SystemFiles files, int port, Duration timeout, Platform platform) implements DnsResolver {

    /** The system's own look-up, which tells no time to live. */
    @FunctionalInterface
    interface Platform {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** A look-up in DNS, of a whole name. */
    @FunctionalInterface
    private interface LookUp<T> {
        DnsAnswer<T> ask(WireDns wire, String name) throws IOException;
    }

    SystemDns {
        DnsClient.checked(timeout);
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        String bare = DnsName.check("host", host);
        Optional<ResolvConf> configuration = files.configuration();
        if (configuration.isEmpty() || !files.isForDns(bare)) {
            return byPlatform(bare, family);
        }
        try {
            DnsAnswer<InetAddress> answer =
                    search(configuration.get(), host, (wire, name) -> wire.addresses(name, possible(family)));
            if (!answer.records().isEmpty() || !files.nameSwitch().hasMore()) {
                return answer;
            }
        } catch (DnsDeniedException e) {
            if (!files.nameSwitch().hasMore()) {
                throw e;
            }
        }
        return byPlatform(bare, family);
    }

    /** A JVM that is told to do without IPv6 has no use for such addresses. */
    private static AddressFamily possible(AddressFamily family) {
        boolean ipv4Only = Boolean.getBoolean("java.net.preferIPv4Stack");
        return ipv4Only && family == AddressFamily.ANY ? AddressFamily.IPV4 : family;
    }

    private DnsAnswer<InetAddress> byPlatform(String host, AddressFamily family) throws IOException {
        try {
            return DnsAnswer.of(List.of(platform.addresses(host)).stream()
                    .filter(family::includes)
                    .toList());
        } catch (UnknownHostException e) {
            throw new IOException(host + ": not found by the system's resolver", e);
        }
    }

    @Override
    public DnsAnswer<SrvRecord> services(String name) throws IOException {
        ResolvConf configuration = files.configuration()
                .orElseThrow(() -> new IOException(name + ": this system has no resolv.conf that names a DNS server"
                        + " (expected: a server in the target, as in srv://10.0.0.53/" + name + ")"));
        return search(configuration, name, WireDns::services);
    }

    /**
     * Tries the name in the domains of the search list until one has records. A name that is denied or empty leads to the
     * next; a question without a verdict ends the search, because what another domain has under that name is not what
     * was meant, and would replace it.
     */
    private <T> DnsAnswer<T> search(ResolvConf configuration, String name, LookUp<T> lookUp) throws IOException {
        WireDns wire = wire(configuration);
        DnsDeniedException denied = null;
        boolean empty = false;
        List<String> candidates = configuration.candidates(name);
        for (String candidate : candidates) {
            try {
                DnsAnswer<T> answer = lookUp.ask(wire, candidate);
                if (!answer.records().isEmpty()) {
                    return answer;
                }
                empty = true;
            } catch (DnsDeniedException e) {
                denied = e;
            }
        }
        if (denied != null && !empty) {
            throw candidates.size() == 1
                    ? denied
                    : new DnsDeniedException(
                            name + " (asked for as " + String.join(", ", candidates) + "): " + denied.getMessage());
        }
        return DnsAnswer.of(List.of());
    }

    private WireDns wire(ResolvConf configuration) {
        List<InetSocketAddress> servers = configuration.servers().stream()
                .map(server -> new InetSocketAddress(server, port))
                .toList();
        return new WireDns(new DnsClient(servers, configuration.attempts(), configuration.longestTry(), timeout));
    }

    @Override
    public String server() {
        return "";
    }
}
