// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.dns.AddressFamily;
import dev.hawser.discovery.dns.DnsResolver;
import java.time.Duration;

/**
 * How names are looked up.
 *
 * <p>A name is asked for again when its records have ended: after the lowest time to live of all that led to the answer,
 * but not within a second, and at the latest after the period of {@code refresh}, by default 30 s, so that more servers
 * are noticed although the ones there are work. After a failure or an empty answer the name is asked for again after 1 s,
 * 2 s, 4 s and so on, whatever the time to live.
 *
 * <p><b>Mind the JVM's own cache.</b> Some names {@link DnsResolver#system()} asks {@link java.net.InetAddress} for, as it
 * describes: those of the hosts file, and all on systems that do more than read it and ask DNS. It tells no time to live,
 * so the period counts; and it keeps good answers for the security property {@code networkaddress.cache.ttl} (30 s by
 * default, for ever if it is -1 or a security manager is set) and failures for
 * {@code networkaddress.cache.negative.ttl} (10 s). A shorter period than that asks the cache.
 *
 * @param refresh when to ask again at the latest; the period is 1 s or more, to spare the server
 * @param resolver whom to ask
 * @param family which addresses of a host to use
 */
public record DnsOptions(RefreshOptions refresh, DnsResolver resolver, AddressFamily family) {

    public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(30);

    /** The attribute of an endpoint that tells the name its address was found by, which TLS may want to check. */
    public static final String NAME_ATTRIBUTE = "dns.name";

    /** A time to live of 0 would keep asking without a pause. */
    private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(1);

    public DnsOptions {
        requireNonNull(resolver, "resolver");
        requireNonNull(family, "family");
        if (refresh.period().compareTo(SHORTEST_REFRESH) < 0) {
            throw new IllegalArgumentException("refresh: " + refresh.period() + " (expected: >= 1s)");
        }
    }

    /** Every 30 s at the latest, by the system's resolver, both families. */
    public static DnsOptions defaults() {
        return new DnsOptions(RefreshOptions.every(DEFAULT_REFRESH), DnsResolver.system(), AddressFamily.ANY);
    }

    /** How long to believe records with that time to live. */
    static Duration lifetime(Duration timeToLive) {
        return timeToLive.compareTo(SHORTEST_REFRESH) < 0 ? SHORTEST_REFRESH : timeToLive;
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
