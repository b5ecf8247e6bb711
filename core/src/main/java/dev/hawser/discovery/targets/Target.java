// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A target, taken apart and not yet understood: {@code scheme:[//authority]path[?name=value&...]}.
 *
 * <p>Close to a URI, but made for lists of hosts and names with underscores, which {@link java.net.URI} refuses.
 * Authority, path and values may hold {@code %20} and the like, read as UTF-8; a {@code +} is a plus, and a {@code #}
 * has no meaning of its own. Spaces around the whole are dropped.
 *
 * @param scheme in lower case
 * @param authority what stands between {@code //} and the next {@code /}; often empty
 * @param path the rest before the parameters; begins with {@code /} if there was an authority and there is a path
 * @param parameters in the order given
 */
public record Target(String scheme, String authority, String path, Map<String, String> parameters) {
    static final String HIDDEN = "***";

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final String FILE = "file";
    private static final String FORM = "scheme:[//authority/]path[?name=value&...]";

    public Target {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** @throws IllegalArgumentException if the text has not that form */
    public static Target parse(String text) {
        String stripped = requireNonNull(text, "target").strip();
        int query = stripped.indexOf('?');
        String place = query < 0 ? stripped : stripped.substring(0, query);
        int colon = place.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(place.substring(0, colon)).matches()) {
            throw new IllegalArgumentException("target: '" + shown(stripped, query) + "' (expected: " + FORM + ")");
        }
        String scheme = place.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = place.substring(colon + 1);
        Map<String, String> parameters = query < 0 ? Map.of() : Parameters.parse(stripped.substring(query + 1));
        if (!rest.startsWith("//")) {
            return new Target(scheme, "", Percent.decode("path", rest), parameters);
        }
        int slash = rest.indexOf('/', 2);
        int end = slash < 0 ? rest.length() : slash;
        String authority = Percent.decode("authority", rest.substring(2, end));
        return new Target(scheme, authority, Percent.decode("path", rest.substring(end)), parameters);
    }

    /** Without its parameters, which may as well be the rest of a password. */
    private static String shown(String text, int query) {
        if (query < 0) {
            return withoutUsers(text);
        }
        return text.indexOf('@', query) < 0 ? withoutUsers(text.substring(0, query)) : HIDDEN;
    }

    /** The path without the slash it begins with: {@code kv:7001} in {@code dns:///kv:7001} and {@code dns:kv:7001}. */
    public String name() {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * A parameter such as {@code 500ms}, {@code 10s}, {@code 2m} or {@code 1h}.
     *
     * @throws IllegalArgumentException if it is given and is none
     */
    public Optional<Duration> duration(String name) {
        return parameter(name).map(value -> Parameters.duration(name, value));
    }

    /**
     * A parameter as something else. What the reading objects to is said in the words of the target: the name of the
     * parameter and its value as it was written, in place of what options call them. Not for secrets, since it shows the
     * value.
     *
     * @param reading throws an {@link IllegalArgumentException}, with a message like {@code size: 0 (expected: >= 1)}
     * @throws IllegalArgumentException as in {@code subset: '0' (expected: >= 1)}
     */
    public <T> Optional<T> parameter(String name, Function<String, T> reading) {
        return parameter(name).map(value -> Parameters.read(name, value, reading));
    }

    /**
     * Like {@link #parameter(String, Function)}, for what is made of a {@link #duration(String) duration}.
     *
     * @throws IllegalArgumentException if the parameter is given and is no duration, or not one that the reading takes
     */
    public <T> Optional<T> duration(String name, Function<Duration, T> reading) {
        return parameter(name, value -> reading.apply(Parameters.duration(name, value)));
    }

    /**
     * Whether it seems to name a user and a password, as URIs do and targets don't. Files may have an {@code @} in their
     * names. A password may hold a {@code ?}, and then goes on in the names of parameters.
     */
    public boolean hasUser() {
        boolean isFile = scheme.equals(FILE) && authority.isEmpty();
        return !isFile && (authority + path + parameters.keySet()).indexOf('@') >= 0;
    }

    /** The target without what may be a secret: the values of its parameters, and users with their passwords. */
    @Override
    public String toString() {
        String slashes = authority.isEmpty() && !path.startsWith("/") ? "" : "//";
        String names = parameters.isEmpty() ? "" : "?" + String.join("&", parameters.keySet());
        String rest = authority + path + names;
        return scheme + ":" + slashes + (hasUser() ? withoutUsers(rest) : rest);
    }

    /** All before the last {@code @}, because a password may hold whatever separates hosts, names and paths. */
    private static String withoutUsers(String hosts) {
        int at = hosts.lastIndexOf('@');
        return at < 0 ? hosts : HIDDEN + hosts.substring(at);
    }
}
