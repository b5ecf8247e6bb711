// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param method of HTTP; GET for HEAD as well
 * @param path decoded
 * @param parameters of the query, or of a form; of one that is given twice, the last
 */
public record Request(String method, String path, Map<String, String> parameters) {

    /** A parameter that may be left out; one that is empty counts as left out. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * A parameter that has to be there.
     *
     * @throws HttpException if it isn't
     */
    public String needed(String name) {
        return parameter(name)
                .orElseThrow(() -> new HttpException(400, name + ": missing (expected: ?" + name + "=…)"));
    }

    /**
     * A number between two others.
     *
     * @throws HttpException if it is none
     */
    public int number(String name, int least, int most, int otherwise) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number that is too large
        }
        throw new HttpException(400, name + ": '" + text.get() + "' (expected: " + least + " to " + most + ")");
    }

    /** Reads {@code a=1&b=2} as it stands in a query or a form. */
    static Map<String, String> parse(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, "the query is not encoded as it should be");
        }
    }
}
