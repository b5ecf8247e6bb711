// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.HawserException;

/** Nobody has registered that name. */
public final class ModuleNotAvailableException extends HawserException {
    private static final long serialVersionUID = 1L;

    ModuleNotAvailableException(String name) {
        super("module not available: " + name, null);
    }
}
