// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static java.util.Objects.requireNonNull;

import dev.hawser.transport.tls.TlsFiles;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which Consul to ask, as whom, for what, and how.
 *
 * <p>Make one from {@link #defaults()}, {@link #at} or {@link #fromEnvironment} and the {@code with…} methods; the
 * canonical constructor may gain components.
 *
 * @param agents one or more, as {@code http://host:port} or {@code https://host:port}, with a path if Consul is behind
 *     one; the next is asked when one fails. They must serve one datacenter's data. A missing port is the scheme's own, 80
 *     or 443
 * @param query what to ask for
 * @param weights where the endpoints' weights come from
 * @param attributes what else to take over from an instance
 * @param token the ACL token to send, in the header {@code X-Consul-Token} and nowhere else
 * @param tls authorities to trust and, for mutual TLS, an own certificate, read again when they change; absent trusts what
 *     the JDK trusts. Host names are always checked
 * @param watch how long queries hang, and what follows a failure
 */
public record ConsulOptions(
        List<URI> agents,
        ServiceQuery query,
        ConsulWeights weights,
        ConsulAttributes attributes,
        TokenSource token,
        Optional<TlsFiles> tls,
        ConsulWatchOptions watch) {

    /** The agent of this machine, where Consul wants to be asked. */
    public static final URI DEFAULT_AGENT = URI.create("http://127.0.0.1:8500");

    public ConsulOptions {
        agents = List.copyOf(agents);
        if (agents.isEmpty()) {
            throw new IllegalArgumentException("agents: none (expected: at least one)");
        }
        agents.forEach(AgentUri::check);
        requireNonNull(query, "query");
        requireNonNull(weights, "weights");
        requireNonNull(attributes, "attributes");
        requireNonNull(token, "token");
        requireNonNull(watch, "watch");
        if (tls.isPresent() && agents.stream().noneMatch(AgentUri::isSecure)) {
            throw new IllegalArgumentException("tls: set, but the agents are " + agents + " (expected: https)");
        }
    }

    /** The agent of this machine, without token, and all defaults. */
    public static ConsulOptions defaults() {
        return at(DEFAULT_AGENT);
    }

    /** These agents, and all defaults. */
    public static ConsulOptions at(URI... agents) {
        return new ConsulOptions(
                List.of(agents),
                ServiceQuery.defaults(),
                ConsulWeights.fromService(),
                ConsulAttributes.defaults(),
                TokenSource.none(),
                Optional.empty(),
                ConsulWatchOptions.defaults());
    }

    /**
     * What the environment variables say that Consul's own tools read: {@code CONSUL_HTTP_ADDR},
     * {@code CONSUL_HTTP_SSL}, {@code CONSUL_HTTP_TOKEN}, {@code CONSUL_HTTP_TOKEN_FILE}, {@code CONSUL_CACERT},
     * {@code CONSUL_CLIENT_CERT}, {@code CONSUL_CLIENT_KEY}, {@code CONSUL_NAMESPACE}. What is not set is as in
     * {@link #defaults()}.
     *
     * @param environment most often {@link System#getenv()}
     * @throws IllegalArgumentException if a variable makes no sense, if a file that one names can't be read, or if one is
     *     set that Consul's tools know and this does not; the message names it and shows no token
     */
    public static ConsulOptions fromEnvironment(Map<String, String> environment) {
        return new ConsulEnvironment(requireNonNull(environment, "environment")).options();
    }

    public ConsulOptions withAgents(URI... value) {
        return new ConsulOptions(List.of(value), query, weights, attributes, token, tls, watch);
    }

    public ConsulOptions withQuery(ServiceQuery value) {
        return new ConsulOptions(agents, value, weights, attributes, token, tls, watch);
    }

    public ConsulOptions withWeights(ConsulWeights value) {
        return new ConsulOptions(agents, query, value, attributes, token, tls, watch);
    }

    public ConsulOptions withAttributes(ConsulAttributes value) {
        return new ConsulOptions(agents, query, weights, value, token, tls, watch);
    }

    public ConsulOptions withToken(TokenSource value) {
        return new ConsulOptions(agents, query, weights, attributes, value, tls, watch);
    }

    /** For agents at {@code https://}. */
    public ConsulOptions withTls(TlsFiles value) {
        return new ConsulOptions(agents, query, weights, attributes, token, Optional.of(value), watch);
    }

    public ConsulOptions withWatch(ConsulWatchOptions value) {
        return new ConsulOptions(agents, query, weights, attributes, token, tls, value);
    }
}
