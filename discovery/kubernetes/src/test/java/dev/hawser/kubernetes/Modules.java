// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

/** TinyModules as JSON. */
final class Modules {

    private Modules() {}

    /** In the namespace {@code tinysystems}. */
    static String json(String name, String address) {
        return """
                {"metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {"addr": "%s"}}
                """.formatted(name, address);
    }
}
