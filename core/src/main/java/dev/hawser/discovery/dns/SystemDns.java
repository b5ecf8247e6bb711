// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** What the operating system says. */
record SystemDns(JndiDns dns) implements DnsResolver {

    @Override
    public List<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .filter(family::includes)
                    .toList();
        } catch (UnknownHostException e) {
            throw new IOException(host + ": not found by the system's resolver", e);
        }
    }

    @Override
    public List<SrvRecord> services(String name) throws IOException {
        return dns.services(name);
    }

    @Override
    public String server() {
        return "";
    }
}
