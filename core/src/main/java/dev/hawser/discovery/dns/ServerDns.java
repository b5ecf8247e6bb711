// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** What one server says. */
record ServerDns(Address address, Duration timeout) implements DnsResolver {

    /** Arbitrary: two repetitions make a lost datagram harmless, and the last wait still has over half of the time. */
    private static final int ROUNDS = 3;

    ServerDns {
        DnsClient.checked(timeout);
        if (DnsName.literal(address.host()).isEmpty()) {
            DnsName.check("DNS server", address.host());
        }
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        return wire().addresses(host, family);
    }

    @Override
    public DnsAnswer<SrvRecord> services(String name) throws IOException {
        return wire().services(name);
    }

    @Override
    public String server() {
        return address.toString();
    }

    /** The server may have a name, which may get another address. */
    private WireDns wire() throws IOException {
        try {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
            return new WireDns(new DnsClient(List.of(server), ROUNDS, timeout, timeout));
        } catch (UnknownHostException e) {
            throw new IOException("DNS server " + address + ": no such host", e);
        }
    }
}
