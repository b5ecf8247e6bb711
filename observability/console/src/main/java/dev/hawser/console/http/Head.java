// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a request says of itself before its body.
 *
 * @param method of HTTP
 * @param path as it was sent, not decoded
 * @param header by name; empty if it isn't there
 */
record Head(String method, String path, Function<String, Optional<String>> header) {

    Optional<String> first(String name) {
        return header.apply(name);
    }

    /** Whether nothing can be changed by it. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
