// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.kubernetes.api.Json;
import dev.hawser.kubernetes.watch.Resource;
import java.io.IOException;

/** Custom resources as the API server would send them. */
public final class TestResources {

    private TestResources() {}

    public static Resource of(String json) {
        try {
            return Resource.of(Json.object(json)).orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** @param status the inside of the status, with single quotes for double ones */
    public static Resource module(String name, String status) {
        return of("""
                {"apiVersion": "operator.tinysystems.io/v1alpha1", "kind": "TinyModule",
                 "metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {%s}}
                """.formatted(name, status.replace('\'', '"')));
    }

    public static Resource at(String name, String address) {
        return module(name, "'addr': '" + address + "'");
    }
}
