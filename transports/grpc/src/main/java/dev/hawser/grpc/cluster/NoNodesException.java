// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.HawserException;

/** The cluster pool has no node: none was given, or all were removed. Waiting would not help, so it doesn't wait. */
public final class NoNodesException extends HawserException {
    private static final long serialVersionUID = 1L;

    NoNodesException(String pool) {
        super("pool '" + pool + "' has no nodes", null);
    }
}
