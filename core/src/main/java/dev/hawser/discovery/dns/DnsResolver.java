// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Asks the domain name system. Blocks; safe for use by any thread; keeps no socket open between two questions.
 *
 * <p>That a name has no record of the kind asked for is an empty answer. That the name does not exist, that the server
 * refuses, fails or is silent, and an answer that makes no sense are failures; that every server
 * is silent is a {@link java.net.SocketTimeoutException}, so that whoever has many questions can stop. An answer that is too long for a datagram
 * is asked for again by TCP.
 */
public interface DnsResolver {

    /** How long one question may take, repetitions included. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The addresses of a host.
     *
     * @param host a name; with a dot at its end it is complete, and no search list is applied
     */
    DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException;

    /** The SRV records of a name. */
    DnsAnswer<SrvRecord> services(String name) throws IOException;

    /** Who is asked, as {@code host:port}; empty for whatever the system uses. */
    String server();

    /** Like {@link #system(Duration)}, with {@link #DEFAULT_TIMEOUT}. */
    static DnsResolver system() {
        return system(DEFAULT_TIMEOUT);
    }

    /**
     * Names as the operating system finds them, with their time to live where it comes from DNS.
     *
     * <p>As C libraries do, and read again when they change: the servers of {@code /etc/resolv.conf}, its search list,
     * {@code ndots}, {@code timeout} and {@code attempts}. Not followed are its other options ({@code rotate},
     * {@code use-vc}, {@code no-aaaa} and such), {@code sortlist}, and a search list derived from the machine's name. A
     * server that fails, refuses or is silent leads to the next, and a name that does not exist to the next domain; but a
     * domain that nobody could tell about ends the look-up as a failure, lest another domain's addresses take the place
     * of the right ones.
     *
     * <p>{@link InetAddress} is asked instead, with the JVM's cache ({@code networkaddress.cache.ttl}) and without a time
     * to live, for names that the hosts file has, for {@code localhost}, and, if {@code nsswitch.conf} has a multicast
     * source, for names below {@code .local}; and for all names where there is no {@code resolv.conf}, on macOS, if the
     * {@code hosts} line of {@code nsswitch.conf} is not "files" and then "dns", and if {@code RES_OPTIONS},
     * {@code LOCALDOMAIN}, {@code HOSTALIASES} or the property {@code jdk.net.hosts.file} is set. Sources that the line has
     * after "dns" are asked, through it too, for what DNS doesn't know. A provider that replaces the JVM's resolver
     * (Java 18) is not asked for the rest.
     *
     * <p>SRV records are always asked of the servers in {@code resolv.conf}; without the file they are a failure.
     *
     * @param timeout for each question to DNS, 3 ms to 1 minute; a host asked for in both families is two questions,
     *     and as many again in each domain of the search list. {@code InetAddress} takes as long as it takes
     */
    static DnsResolver system(Duration timeout) {
        return new SystemDns(SystemFiles.ETC, DnsClient.PORT, timeout, InetAddress::getAllByName);
    }

    /** Like {@link #server(Address, Duration)}, with {@link #DEFAULT_TIMEOUT}. */
    static DnsResolver server(Address server) {
        return server(server, DEFAULT_TIMEOUT);
    }

    /**
     * Asks one server, and nobody else: no hosts file, no search list, no cache.
     *
     * @param server an IP address, or a name, which {@link InetAddress} is asked for each time
     * @param timeout for each question, 3 ms to 1 minute; a host asked for in both families is two questions
     */
    static DnsResolver server(Address server, Duration timeout) {
        return new ServerDns(server, timeout);
    }
}
