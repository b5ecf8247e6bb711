// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.DiscoveryProvider;
import dev.hawser.discovery.targets.Target;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The scheme {@code consul}.
 *
 * <pre>
 * consul:///scoring                             the agent of this machine, or of Consul's environment variables
 * consul://10.0.0.1:8500,10.0.0.2/scoring       these agents; the port is 8500, or 8501 with tls=true
 * consul:///scoring?weight=balanceFactor        weights from metadata, 200 where there is none
 * consul:///scoring?tag=v2,blue&amp;health=warning  instances with both tags, those with a warning as well
 * </pre>
 *
 * <p>With agents in the target, the environment says nothing: neither address nor token. Parameters: {@code tag} (several
 * with commas), {@code filter}, {@code dc}, {@code ns}, {@code near}, {@code consistency=default|stale|cached},
 * {@code health=passing|warning}, {@code weight=service} or a metadata key, {@code default-weight}, {@code zone} and
 * {@code meta} (metadata keys), {@code wait}, {@code poll}, {@code tls=true|false}, {@code ca}, {@code cert},
 * {@code key} and {@code token-file} (names of files). Targets are written down and shown, so {@code token} is refused.
 */
public final class ConsulTargets implements DiscoveryProvider {
    private static final String TOKEN = "token";
    private static final int PORT = 8500;
    private static final int TLS_PORT = 8501;

    private static final Set<String> PARAMETERS = Set.of(
            "tag",
            "filter",
            "dc",
            "ns",
            "near",
            "consistency",
            "health",
            "weight",
            "default-weight",
            "zone",
            "meta",
            "wait",
            "poll",
            "tls",
            "ca",
            "cert",
            "key",
            "token-file",
            TOKEN);

    private final Map<String, String> environment;

    /** For the service loader. */
    public ConsulTargets() {
        this(System.getenv());
    }

    ConsulTargets(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String scheme() {
        return "consul";
    }

    @Override
    public Set<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public Discovery create(Target target) {
        if (target.parameter(TOKEN).isPresent()) {
            throw new IllegalArgumentException(
                    "token: not allowed in a target, which is shown and logged (expected: token-file, or the environment"
                            + " variable CONSUL_HTTP_TOKEN with consul:///service)");
        }
        requireService(target);
        ConsulOptions options = withAccess(target, agents(target));
        options = options.withQuery(query(target, options.query()));
        options = options.withWeights(weights(target)).withAttributes(attributes(target));
        return ConsulDiscovery.of(target.name(), options.withWatch(watch(target)));
    }

    /** Two slashes make an agent of what was meant to be the service. A user's password would be shown as a service. */
    private static void requireService(Target target) {
        String service = target.name();
        if (service.isBlank()) {
            String agents = target.authority();
            boolean shown = !agents.isEmpty() && !target.hasUser();
            throw new IllegalArgumentException("service: '" + service + "'"
                    + (shown ? ", '" + agents + "' is the agent to ask" : "")
                    + " (expected: the name of a service"
                    + (shown ? ", as in consul:///" + agents + " or consul://" + agents + "/service)" : ")"));
        }
        if (service.indexOf(':') >= 0 && service.indexOf('@') > service.indexOf(':')) {
            throw new IllegalArgumentException("service: with a user or a password (expected: the name of a service)");
        }
    }

    private ConsulOptions agents(Target target) {
        Optional<Boolean> tls = tls(target);
        if (target.authority().isEmpty()) {
            ConsulOptions options = ConsulOptions.fromEnvironment(environment);
            boolean secure = AgentUri.isSecure(options.agents().get(0));
            if (tls.isPresent() && tls.get() != secure) {
                throw new IllegalArgumentException("tls: " + tls.get() + ", but the agent is "
                        + options.agents().get(0)
                        + " (expected: the same, or agents in the target, consul://host:port/service)");
            }
            return options;
        }
        boolean secure = tls.orElse(false);
        List<URI> agents = new ArrayList<>();
        for (String agent : target.authority().split(",", -1)) {
            boolean hasPort = agent.lastIndexOf(':') > agent.lastIndexOf(']');
            String address = hasPort ? agent : agent + ":" + (secure ? TLS_PORT : PORT);
            agents.add(AgentUri.parse((secure ? "https://" : "http://") + address.strip()));
        }
        return ConsulOptions.at(agents.toArray(new URI[0]));
    }

    private static Optional<Boolean> tls(Target target) {
        return target.parameter("tls").map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("tls: '" + text + "' (expected: true or false)");
        });
    }

    private static ConsulOptions withAccess(Target target, ConsulOptions options) {
        ConsulOptions result = options;
        Optional<Path> token = path(target, "token-file");
        if (token.isPresent()) {
            result = result.withToken(TokenSource.file(token.get()));
        }
        for (String name : List.of("ca", "cert", "key")) {
            if (target.parameter(name).isPresent()
                    && !AgentUri.isSecure(options.agents().get(0))) {
                throw new IllegalArgumentException(
                        name + ": set, but the agent is " + options.agents().get(0) + " (expected: tls=true as well)");
            }
        }
        var files = AgentTls.of(path(target, "ca"), path(target, "cert"), path(target, "key"), "ca, cert and key");
        return files.isPresent() ? result.withTls(files.get()) : result;
    }

    private static Optional<Path> path(Target target, String name) {
        try {
            return target.parameter(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + ": '" + e.getInput() + "' (expected: a file)", e);
        }
    }

    private static ServiceQuery query(Target target, ServiceQuery from) {
        ServiceQuery query = from;
        for (String name : target.parameters().keySet()) {
            ServiceQuery before = query;
            query = target.parameter(name, value -> query(before, name, value)).orElse(before);
        }
        return query;
    }

    private static ServiceQuery query(ServiceQuery query, String name, String value) {
        return switch (name) {
            case "tag" -> query.withTags(value.split(",", -1));
            case "filter" -> query.withFilter(value);
            case "dc" -> query.withDatacenter(value);
            case "ns" -> query.withNamespace(value);
            case "near" -> query.withNear(value);
            case "consistency" -> query.withConsistency(consistency(value));
            case "health" -> query.withHealth(health(value));
            default -> query;
        };
    }

    private static Consistency consistency(String value) {
        return switch (value) {
            case "default" -> Consistency.DEFAULT;
            case "stale" -> Consistency.STALE;
            case "cached" -> Consistency.CACHED;
            default ->
                throw new IllegalArgumentException("consistency: '" + value + "' (expected: default, stale or cached)");
        };
    }

    private static InstanceHealth health(String value) {
        return switch (value) {
            case "passing" -> InstanceHealth.PASSING_ONLY;
            case "warning" -> InstanceHealth.PASSING_OR_WARNING;
            default -> throw new IllegalArgumentException("health: '" + value + "' (expected: passing or warning)");
        };
    }

    private static ConsulWeights weights(Target target) {
        String weight = target.parameter("weight").orElse("service");
        if (!weight.equals("service")) {
            ConsulWeights weights = target.parameter(
                            "weight", key -> ConsulWeights.fromMeta(key, ConsulWeights.DEFAULT_METADATA_WEIGHT))
                    .orElseThrow();
            return target.parameter("default-weight", number -> ConsulWeights.fromMeta(weight, number(number)))
                    .orElse(weights);
        }
        if (target.parameter("default-weight").isPresent()) {
            throw new IllegalArgumentException(
                    "default-weight: set, but the weight is the service's (expected: weight with a metadata key)");
        }
        return ConsulWeights.fromService();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a number)", e);
        }
    }

    private static ConsulAttributes attributes(Target target) {
        ConsulAttributes plain = ConsulAttributes.defaults();
        ConsulAttributes attributes =
                target.parameter("zone", plain::withZoneKey).orElse(plain);
        return target.parameter("meta", keys -> attributes.withMetadata(keys.split(",", -1)))
                .orElse(attributes);
    }

    private static ConsulWatchOptions watch(Target target) {
        ConsulWatchOptions plain = ConsulWatchOptions.defaults();
        ConsulWatchOptions options = target.duration("wait", plain::withMaxWait).orElse(plain);
        return target.duration("poll", options::withPoll).orElse(options);
    }
}
