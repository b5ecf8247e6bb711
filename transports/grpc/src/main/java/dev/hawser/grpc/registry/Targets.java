// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.endpoint.Address;
import io.grpc.NameResolverRegistry;

/** Reads what people write for an address: {@code host:port}, or a target that gRPC knows to resolve. */
final class Targets {

    private Targets() {}

    /** @throws IllegalArgumentException if it is neither; the message shows it */
    static Address parse(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            if (hasKnownScheme(text)) {
                return Address.named(text);
            }
            throw e;
        }
    }

    private static boolean hasKnownScheme(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && colon < text.length() - 1
                && NameResolverRegistry.getDefaultRegistry().getProviderForScheme(text.substring(0, colon)) != null;
    }
}
