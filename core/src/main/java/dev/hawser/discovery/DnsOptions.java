// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import dev.hawser.endpoint.Address;
import java.time.Duration;

/**
 * How names are looked up.
 *
 * <p>The JDK doesn't show the time to live of a record, so the period is a setting: by default 30 s, which is the
 * longest that most programs trust an address. After a failure or an empty answer the name is asked for again after
 * 1 s, 2 s, 4 s and so on.
 *
 * <p><b>Mind the JVM's own cache.</b> {@link DnsResolver#system()} goes through {@link java.net.InetAddress}, which
 * keeps good answers for the security property {@code networkaddress.cache.ttl} (30 s by default, for ever if it is
 * -1 or a security manager is set) and failures for {@code networkaddress.cache.negative.ttl} (10 s). A shorter period
 * than that asks the cache. A resolver of a {@linkplain DnsResolver#server(Address) given server} has no cache.
 *
 * @param refresh when to ask again; the period is 1 s or more, to spare the server
 * @param resolver whom to ask
 * @param family which addresses of a host to use
 */
public record DnsOptions(RefreshOptions refresh, DnsResolver resolver, AddressFamily family) {

    public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(30);

    /** The attribute of an endpoint that tells the name its address was found by, which TLS may want to check. */
    public static final String NAME_ATTRIBUTE = "dns.name";

    private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(1);

    public DnsOptions {
        requireNonNull(resolver, "resolver");
        requireNonNull(family, "family");
        if (refresh.period().compareTo(SHORTEST_REFRESH) < 0) {
            throw new IllegalArgumentException("refresh: " + refresh.period() + " (expected: >= 1s)");
        }
    }

    /** Every 30 s, by the system's resolver, both families. */
    public static DnsOptions defaults() {
        return new DnsOptions(RefreshOptions.every(DEFAULT_REFRESH), DnsResolver.system(), AddressFamily.ANY);
    }

    public DnsOptions withRefresh(RefreshOptions value) {
        return new DnsOptions(value, resolver, family);
    }

    public DnsOptions withResolver(DnsResolver value) {
        return new DnsOptions(refresh, value, family);
    }

    public DnsOptions withFamily(AddressFamily value) {
        return new DnsOptions(refresh, resolver, value);
    }
}
