// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Target;
import dev.hawser.discovery.targets.Targets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A target as a plain channel takes it: one of {@link Targets}, and with the parameter {@code lb} of the channel's own.
 *
 * @param discovery not watched yet
 * @param authority the name that servers are asked for, and that their certificates are checked against
 * @param isEndpointsOwn whether the target names servers, not a service: then each is asked for under its own address
 * @param policy who spreads the calls
 */
record ChannelTarget(Discovery discovery, String authority, boolean isEndpointsOwn, Policy policy) {

    private static final String LB = "lb";
    private static final String POLICY = LB + "=";
    private static final String WEIGHTED = "weighted";
    private static final String GRPC = "grpc";

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
        Policy policy = policy(text);
        String rest = withoutPolicy(text);
        Target target = Target.parse(rest);
        return new ChannelTarget(
                Targets.parse(rest, Set.of(LB)), ServiceAuthority.of(target), LISTS.contains(target.scheme()), policy);
    }

    /** @throws IllegalArgumentException if it names one that there isn't */
    static Policy policy(String text) {
        List<String> named = parameters(text).filter(ChannelTarget::isPolicy).toList();
        String value = named.isEmpty() ? WEIGHTED : named.get(0).substring(POLICY.length());
        if (named.size() > 1 || !(value.equals(WEIGHTED) || value.equals(GRPC))) {
            throw new IllegalArgumentException("target '" + Target.parse(withoutPolicy(text)) + "': lb: '" + value
                    + "' (expected: weighted or grpc, once)");
        }
        return value.equals(WEIGHTED) ? Policy.WEIGHTED : Policy.GRPC;
    }

    private static String withoutPolicy(String text) {
        String others = parameters(text).filter(each -> !isPolicy(each)).collect(Collectors.joining("&"));
        return others.isEmpty() ? place(text) : place(text) + "?" + others;
    }

    private static String place(String text) {
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static Stream<String> parameters(String text) {
        int query = text.indexOf('?');
        return query < 0 ? Stream.of() : Stream.of(text.substring(query + 1).split("&", -1));
    }

    private static boolean isPolicy(String parameter) {
        return parameter.startsWith(POLICY);
    }
}
