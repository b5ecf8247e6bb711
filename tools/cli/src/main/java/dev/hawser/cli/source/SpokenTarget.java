// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import dev.hawser.discovery.targets.Target;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A target as users type it: a discovery, and what is spoken to those it finds.
 *
 * @param grpc or else TCP, or nothing that the target tells
 * @param discovery as {@code Targets} reads it; may hold a secret among its parameters
 */
public record SpokenTarget(boolean grpc, String discovery) {

    /** Begins the {@link #topic} of a target of custom resources. */
    static final String RESOURCES = "kubernetes resources ";

    private static final String GRPC = "grpc://";
    private static final String GRPC_OVER = "grpc+";
    private static final String ENCODED_AT = "%40";

    /** Without a host, before which a user would stand; an {@code @} is then one of the file's name. */
    private static final Pattern FILE = Pattern.compile("(?i:(grpc\\+)?file):(?!//[^/])");

    /** A host and a port alone are a target that is easy to type and means one thing only. */
    public static SpokenTarget parse(String text) {
        if (text.startsWith(GRPC)) {
            return new SpokenTarget(true, "static:" + text.substring(GRPC.length()));
        }
        if (text.startsWith(GRPC_OVER)) {
            return new SpokenTarget(true, text.substring(GRPC_OVER.length()));
        }
        boolean bare = text.matches("(\\[[^/]*\\]|[^/:]+):\\d+(,.*)?");
        return new SpokenTarget(false, bare ? "tcp://" + text : text);
    }

    /** For screens and reports: as typed, but without the values of its parameters, among which there may be a secret. */
    public static String shown(String text) {
        int query = text.indexOf('?');
        if (query < 0) {
            return withoutUsers(text);
        }
        return withoutUsers(text.substring(0, query + 1)
                + Arrays.stream(text.substring(query + 1).split("&"))
                        .map(parameter -> parameter.split("=", 2)[0] + "=…")
                        .collect(Collectors.joining("&")));
    }

    /**
     * Nobody takes a target with a user's password; whoever shows one all the same must not show that. It may hold whatever
     * separates schemes, hosts and parameters.
     */
    private static String withoutUsers(String text) {
        int at = Math.max(text.lastIndexOf('@'), text.lastIndexOf(ENCODED_AT));
        if (at < 0 || FILE.matcher(text).lookingAt()) {
            return text;
        }
        int colon = text.indexOf(':');
        return text.substring(0, colon < at ? colon + 1 : 0) + "***" + text.substring(at);
    }

    /** @throws IllegalArgumentException if it is no target */
    public String scheme() {
        return Target.parse(discovery).scheme();
    }

    /**
     * What hints are about: the scheme, or {@link #RESOURCES} and their plural if custom resources are meant.
     *
     * @throws IllegalArgumentException if it is no target
     */
    public String topic() {
        Target target = Target.parse(discovery);
        return target.scheme().equals("kubernetes")
                ? target.parameter("resource")
                        .map(resource -> RESOURCES + resource.split("[./]", 2)[0])
                        .orElse(target.scheme())
                : target.scheme();
    }

    /** Nothing but what may be shown, by accident too. */
    @Override
    public String toString() {
        return shown(discovery);
    }
}
