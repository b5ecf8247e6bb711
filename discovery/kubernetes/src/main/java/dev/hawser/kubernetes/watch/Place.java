// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import java.util.Optional;

/** Where resources are looked for. */
public sealed interface Place {

    /** @param usual the namespace of the connection */
    String path(String usual);

    /** In words, to put after what is looked for. */
    String words(String usual);

    /** @param name absent means the namespace of the connection */
    record Namespace(Optional<String> name) implements Place {

        @Override
        public String path(String usual) {
            return "/namespaces/" + name.orElse(usual);
        }

        @Override
        public String words(String usual) {
            return " in namespace " + name.orElse(usual);
        }
    }

    /** In all namespaces; also for resources that are in none. */
    record Everywhere() implements Place {

        @Override
        public String path(String usual) {
            return "";
        }

        @Override
        public String words(String usual) {
            return " in all namespaces";
        }
    }
}
