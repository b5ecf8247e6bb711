// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Target;
import dev.hawser.discovery.targets.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A target as a plain channel takes it: one of {@link Targets}, and with the parameter {@code lb} of the channel's own.
 *
 * @param discovery not watched yet
 * @param authority the name that servers are asked for, and that their certificates are checked against
 * @param isEndpointsOwn whether the target names servers, not a service: then each is asked for under its own address
 * @param policy who spreads the calls
 */
record ChannelTarget(Discovery discovery, String authority, boolean isEndpointsOwn, Policy policy) {

    private static final String POLICY = "lb";

    /** Schemes that list servers and know no service. */
    private static final Set<String> LISTS = Set.of("static", "tcp", "file");

    /** What gRPC means by it is a host called like the scheme, and a port. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^:/?#]+:[0-9]{1,5}");

    /** Who spreads the calls over the endpoints. */
    enum Policy {
        WEIGHTED,
        GRPC
    }

    static boolean isHostAndPort(String text) {
        return HOST_AND_PORT.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if the text makes no sense; the message says what was expected */
    static ChannelTarget parse(String text) {
        int query = text.indexOf('?');
        List<String> parameters = new ArrayList<>(
                query < 0 ? List.of() : List.of(text.substring(query + 1).split("&", -1)));
        Optional<String> policy =
                parameters.stream().filter(p -> p.startsWith(POLICY + "=")).findFirst();
        policy.ifPresent(parameters::remove);
        String place = query < 0 ? text : text.substring(0, query);
        String rest = parameters.isEmpty() ? place : place + "?" + String.join("&", parameters);
        Target target = Target.parse(rest);
        return new ChannelTarget(
                Targets.parse(rest),
                ServiceAuthority.of(target),
                LISTS.contains(target.scheme()),
                policy.map(p -> policy(target, p.substring(POLICY.length() + 1)))
                        .orElse(Policy.WEIGHTED));
    }

    private static Policy policy(Target target, String value) {
        return switch (value) {
            case "weighted" -> Policy.WEIGHTED;
            case "grpc" -> Policy.GRPC;
            default ->
                throw new IllegalArgumentException(
                        "target '" + target + "': " + POLICY + ": '" + value + "' (expected: weighted or grpc)");
        };
    }
}
