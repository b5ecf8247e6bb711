// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a request says of itself before its body.
 *
 * @param method of HTTP
 * @param path as it was sent, decoded
 * @param query as it was sent; empty if there is none
 * @param header by name; empty if it isn't there
 */
record Head(String method, String path, String query, Function<String, Optional<String>> header) {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]"); // a terminal might obey it
    private static final String TEXT = "format=text"; // nobody has a reason to send it encoded

    Optional<String> first(String name) {
        return header.apply(name);
    }

    /** It was not done, and why; in text if that was asked for in the query, else in JSON. */
    Response error(int status, String why) {
        return wantsText()
                ? Response.text(UNPRINTABLE.matcher(why).replaceAll("?") + "\n").withStatus(status)
                : Response.error(status, why);
    }

    private boolean wantsText() {
        return List.of(query.split("&")).contains(TEXT);
    }

    /** Whether nothing can be changed by it. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
