// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.HawserException;
import java.util.Optional;

/** Nobody has registered that name; says what is wrong with the source of names if one is followed and isn't well. */
public final class ModuleNotAvailableException extends HawserException {
    private static final long serialVersionUID = 1L;

    ModuleNotAvailableException(String name) {
        super("module not available: " + name, null);
    }

    /** @param trouble with the source, if there is any */
    ModuleNotAvailableException(String name, Optional<String> trouble) {
        super(
                "module not available: " + name
                        + trouble.map(each -> " (" + each + ")").orElse(""),
                null);
    }
}
