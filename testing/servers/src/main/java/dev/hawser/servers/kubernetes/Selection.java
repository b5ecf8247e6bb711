// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonObject;
import java.util.function.Predicate;

/** Which objects a request is about: its namespace, its labels and, of the fields, the name. */
record Selection(ApiRequest request) implements Predicate<JsonObject> {

    @Override
    public boolean test(JsonObject object) {
        boolean here =
                request.namespace().map(Store.text(object, "namespace")::equals).orElse(true);
        return here && labelled(object) && named(object);
    }

    private boolean labelled(JsonObject object) {
        String selector = request.parameter("labelSelector");
        if (selector.isEmpty()) {
            return true;
        }
        JsonObject labels = object.getAsJsonObject("metadata").getAsJsonObject("labels");
        for (String part : selector.split(",")) {
            String[] pair = part.split("==?", 2);
            boolean holds = labels != null
                    && labels.has(pair[0])
                    && (pair.length == 1 || labels.get(pair[0]).getAsString().equals(pair[1]));
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private boolean named(JsonObject object) {
        String selector = request.parameter("fieldSelector");
        return selector.isEmpty() || selector.equals("metadata.name=" + Store.text(object, "name"));
    }
}
