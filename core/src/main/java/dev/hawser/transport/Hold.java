// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport;

/** The time for which somebody holds a connection, as the connection sees it. Safe for use by any thread. */
public interface Hold {

    /** Whether the holder still has the connection; once {@code false}, {@code false} for ever. */
    boolean isOpen();

    /**
     * Says that the connection must not be used again: it is closed, instead of returned, when the hold ends. No
     * effect after that. The first cause is kept.
     */
    void invalidate(Throwable cause);
}
