// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.io.IOException;

/** Custom resources as the API server would send them. */
final class TestResources {

    private TestResources() {}

    static Resource of(String json) {
        try {
            return Resource.of(Json.object(json)).orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** @param status the inside of the status, with single quotes for double ones */
    static Resource module(String name, String status) {
        return of("""
                {"apiVersion": "operator.tinysystems.io/v1alpha1", "kind": "TinyModule",
                 "metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {%s}}
                """.formatted(name, status.replace('\'', '"')));
    }

    static Resource at(String name, String address) {
        return module(name, "'addr': '" + address + "'");
    }
}
