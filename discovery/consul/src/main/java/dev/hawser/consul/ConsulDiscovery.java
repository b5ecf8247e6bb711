// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Attributes;
import java.util.stream.Collectors;

/**
 * The healthy instances of one Consul service, watched by blocking queries: a change arrives within milliseconds.
 *
 * <p>Each endpoint is an instance as {@code /v1/health/service/<name>} tells it: its address is the service's, or the
 * node's where the service has none; its weight is what {@link ConsulWeights} make of it; its attributes are
 * {@link Attributes#STATE} ({@code passing} or {@code warning}), {@link Attributes#NODE}, {@link Attributes#ZONE},
 * {@value #ID_ATTRIBUTE}, {@value #TAGS_ATTRIBUTE}, and the metadata that {@link ConsulAttributes} name. Instances are
 * told in the order of their addresses, or in Consul's if {@link ServiceQuery#near()} asks for one.
 *
 * <p>An instance that can't be used (no port, a field of the wrong kind) is left out, with one warning for as long as it
 * stays so; if that leaves none of several, the answer has failed. An instance in maintenance has a critical check, so it
 * is absent. An empty answer is told as such: Consul gives one also to a token that may not read the service. Where
 * Consul says that it has left out what the token may not read, the answer has failed, whatever is in it.
 *
 * <p>Errors, answers that are too long or too late and agents that can't be reached are told as failures, with the agent
 * and Consul's own words; then the next agent is asked, and when all have failed, all again after a backoff. Where
 * blocking queries don't work, as behind some proxies, the agent is asked every {@link ConsulWatchOptions#poll()}.
 *
 * <p>Each watch has its own connection, which ends with it; close aborts the query that hangs at the agent. Immutable,
 * safe for use by any thread, holds nothing while nobody watches.
 */
public final class ConsulDiscovery implements Discovery {

    /** The attribute with the id that the instance has at its agent. */
    public static final String ID_ATTRIBUTE = "consul.id";

    /** The attribute with the instance's tags, in alphabetical order, separated by commas; absent if it has none. */
    public static final String TAGS_ATTRIBUTE = "consul.tags";

    /** What precedes the key in the name of an attribute that comes from metadata. */
    public static final String METADATA_PREFIX = "meta.";

    private final String service;
    private final ConsulOptions options;

    private ConsulDiscovery(String service, ConsulOptions options) {
        this.service = service;
        this.options = options;
    }

    /**
     * The instances of a service.
     *
     * @param service its name, as it is registered; not an id
     * @throws IllegalArgumentException if the name is blank
     */
    public static ConsulDiscovery of(String service, ConsulOptions options) {
        if (requireNonNull(service, "service").isBlank()) {
            throw new IllegalArgumentException("service: '" + service + "' (expected: the name of a service)");
        }
        return new ConsulDiscovery(service, requireNonNull(options, "options"));
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        ConsulWatch watch = new ConsulWatch(this, requireNonNull(watcher, "watcher"), context);
        watch.ask();
        return watch;
    }

    /** Agents and service: {@code consul://127.0.0.1:8500/kv}. */
    @Override
    public String describe() {
        return options.agents().stream()
                .map(AgentUri::shown)
                .collect(Collectors.joining(",", "consul://", "/" + service));
    }

    String service() {
        return service;
    }

    ConsulOptions options() {
        return options;
    }
}
