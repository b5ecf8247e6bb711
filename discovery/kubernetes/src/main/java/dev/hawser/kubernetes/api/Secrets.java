// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpHeaders;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What requests were sent with and nobody is to read: tokens and passwords, of the API server's and of a proxy's. A server
 * may repeat them, in what it says of a request and in what it says of resources; nothing of that goes further.
 *
 * <p>Found as they are and with escapes of JSON in them. Not found: what somebody has encoded in another way, and secrets so
 * short that they stand in other words by chance. Safe for use by any thread.
 */
final class Secrets implements Interceptor {
    /** fabric8 runs interceptors in the order of their coming, so this one sees what the others have put into a request. */
    static final String NAME = "HawserSecrets";

    private static final String HIDDEN = "***";
    private static final Set<String> HEADERS = Set.of("authorization", "proxy-authorization");

    /** A token that has just been replaced may still be on its way. */
    private static final int MOST = 8;

    private static final int SHORTEST = 4;

    /** Shorter ones might be part of a name or an address, and resources without these would be others. */
    private static final int SHORTEST_IN_DATA = 16;

    /** A character that tokens are made of, as JSON allows to write it; no encoder in its right mind does so. */
    private static final Pattern ESCAPED =
            Pattern.compile("\\\\(/|u00(2[bBdDeEfF]|3[0-9dD]|[46][1-9a-fA-F]|[57][0-9aA]|5[fF]|7[eE]))");

    /** Whatever else a secret has, some encoder escapes: quotes and backslashes all of them, {@code & < >} that of Go. */
    private static final Pattern OF_TOKENS = Pattern.compile("[A-Za-z0-9._~+/=-]*");

    private volatile List<String> known = List.of();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        remember(request);
    }

    /** A request that was repeated with another token has passed by no interceptor. */
    void remember(HttpHeaders request) {
        request.headers().forEach((name, values) -> {
            if (HEADERS.stream().anyMatch(name::equalsIgnoreCase)) {
                values.stream().flatMap(Secrets::in).forEach(this::remember);
            }
        });
    }

    /** Whoever comes at the same time may be forgotten, until the next request: all of one connection have one token. */
    private void remember(String secret) {
        List<String> before = known;
        if (secret.length() >= SHORTEST && !before.contains(secret)) {
            List<String> all = new ArrayList<>(before);
            all.add(secret);
            known = List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
        }
    }

    private static Stream<String> in(String header) {
        String credentials = header.substring(header.indexOf(' ') + 1).strip();
        if (!header.regionMatches(true, 0, "basic ", 0, "basic ".length())) {
            return Stream.of(credentials);
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return Stream.of(credentials, decoded.substring(decoded.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Stream.of(credentials);
        }
    }

    /** What is said of a request, without them. */
    String notIn(String message) {
        return without(message, SHORTEST);
    }

    /** What is said of resources, without them. */
    String notInData(String json) {
        return without(json, SHORTEST_IN_DATA);
    }

    /**
     * What is told of a failure, without them. It is the last to look, when texts have been taken out of JSON: there a secret
     * can't be escaped any more, and a short one is no part of a resource.
     */
    Throwable notIn(Throwable failure) {
        return areIn(failure) ? new IOException(notIn(String.valueOf(failure.getMessage()))) : failure;
    }

    /** Or in what caused it: whoever prints a failure prints that, too. */
    boolean areIn(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String text = each.toString();
            if (!notIn(text).equals(text)) {
                return true;
            }
        }
        return false;
    }

    private String without(String text, int shortest) {
        String result = text;
        for (String secret : known) {
            result = secret.length() < shortest ? result : result.replace(secret, HIDDEN);
        }
        return mayBeEscapedIn(result) ? withoutEscaped(result, shortest) : result;
    }

    private boolean mayBeEscapedIn(String text) {
        return known.stream().anyMatch(secret -> !OF_TOKENS.matcher(secret).matches())
                ? text.indexOf('\\') >= 0
                : !known.isEmpty() && ESCAPED.matcher(text).find();
    }

    private String withoutEscaped(String text, int shortest) {
        String result = text;
        for (String secret : new TreeSet<>(known)) {
            if (secret.length() >= shortest) {
                result = Pattern.compile(secret.chars()
                                .mapToObj(Secrets::asItIsOrEscaped)
                                .collect(Collectors.joining()))
                        .matcher(result)
                        .replaceAll(HIDDEN);
            }
        }
        return result;
    }

    private static String asItIsOrEscaped(int c) {
        String plain = Pattern.quote(String.valueOf((char) c));
        return String.format("(?:%s|\\\\%s|\\\\u(?i:%04x))", plain, plain, c);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
