// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Asks the domain name system. Blocks; safe for use by any thread; keeps no socket open between two questions.
 *
 * <p>That a name has no record of the kind asked for is an empty answer. That the name does not exist, that the server
 * refuses, fails or is silent, and an answer that makes no sense are failures.
 */
public interface DnsResolver {

    /** How long one question may take, repetitions included. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** The addresses of a host, in any order. */
    List<InetAddress> addresses(String host, AddressFamily family) throws IOException;

    /** The SRV records of a name, in any order. */
    List<SrvRecord> services(String name) throws IOException;

    /** Who is asked, as {@code host:port}; empty for whatever the system uses. */
    String server();

    /** Like {@link #system(Duration)}, with {@link #DEFAULT_TIMEOUT}. */
    static DnsResolver system() {
        return system(DEFAULT_TIMEOUT);
    }

    /**
     * Addresses as the operating system finds them, its hosts file included, through {@link InetAddress} and its cache
     * ({@code networkaddress.cache.ttl}), in which a name without addresses counts as unknown; services by the DNS
     * servers that the system is configured with.
     *
     * @param timeout for services only; how long addresses take is up to the operating system
     */
    static DnsResolver system(Duration timeout) {
        return new SystemDns(JndiDns.system(timeout));
    }

    /** Like {@link #server(Address, Duration)}, with {@link #DEFAULT_TIMEOUT}. */
    static DnsResolver server(Address server) {
        return server(server, DEFAULT_TIMEOUT);
    }

    /**
     * Asks one server, and nobody else: no hosts file, no search list, no cache.
     *
     * @param timeout for each question, 3 ms to 1 minute; a host asked for both families is two questions
     */
    static DnsResolver server(Address server, Duration timeout) {
        return new ServerDns(server, JndiDns.server(server, timeout));
    }
}
