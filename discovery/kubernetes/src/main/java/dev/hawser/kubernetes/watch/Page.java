// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.kubernetes.api.Json;
import dev.hawser.kubernetes.api.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Part of a list, or all of it.
 *
 * @param resources all of it
 * @param version of the whole list, from which a watch goes on
 * @param continueToken for the next page; absent on the last
 */
record Page(List<Resource> resources, String version, Optional<String> continueToken) {

    static Page parse(String text) throws MalformedException {
        Map<String, Object> answer = Json.object(text);
        Optional<String> version = Json.text(answer, "metadata", "resourceVersion");
        boolean isList =
                Json.text(answer, "kind").filter(kind -> kind.endsWith("List")).isPresent();
        if (!isList || version.isEmpty()) {
            throw new MalformedException("a list", "kind and resourceVersion");
        }
        List<Resource> resources = resources(Json.at(answer, "items").orElse(List.of())); // null is Go's empty list
        return new Page(resources, version.get(), Json.text(answer, "metadata", "continue"));
    }

    /** Part of a list must not pass for the whole: who is left out would be gone. */
    private static List<Resource> resources(Object items) throws MalformedException {
        if (!(items instanceof List<?> list)) {
            throw new MalformedException("items", "a list");
        }
        List<Resource> resources = new ArrayList<>();
        for (Object item : list) {
            resources.add(Resource.of(item)
                    .orElseThrow(() -> new MalformedException("a resource without a name", "metadata.name")));
        }
        return resources;
    }
}
