// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.kubernetes.api.Json;
import java.util.Map;
import java.util.Optional;

/**
 * One object of the API server's.
 *
 * @param name what it is called, after its namespace if it is in one: {@code tinysystems/http-module-v1}
 * @param content all of it, as {@link Json} reads it
 */
public record Resource(String name, Map<String, Object> content) {

    /** Absent if it has no name, without which it can't be told apart from others. */
    public static Optional<Resource> of(Object value) {
        Map<String, Object> content = Json.object(value);
        String namespace = Json.text(content, "metadata", "namespace")
                .map(each -> each + "/")
                .orElse("");
        return Json.text(content, "metadata", "name").map(name -> new Resource(namespace + name, content));
    }
}
