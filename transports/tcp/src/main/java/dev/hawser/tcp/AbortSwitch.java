// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stops, from another thread, work that is stuck in a socket: closes the socket, and remembers why. */
final class AbortSwitch {
    /*
     * State        reason: null → text, once. guarded: null ⇄ socket.
     * Who changes  The thread at work: guard, release. Any thread: abort.
     * Never        a lock; blocks.
     * Hot path     none.
     * Why it holds A socket leaves `guarded` by one CAS or swap: either the thread at work gets it back by release, or
     *              abort closes it, never both. abort writes `reason`, then looks for a socket; guard puts the socket,
     *              then reads `reason`: at least one sees the other, so no socket escapes an abort.
     */
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final AtomicReference<@Nullable Socket> guarded = new AtomicReference<>();

    /** Puts a socket under guard; throws, having closed it, if the work was aborted before. */
    void guard(Socket socket) throws IOException {
        guarded.set(socket);
        if (reason.get() != null) {
            if (guarded.compareAndSet(socket, null)) {
                socket.close();
            }
            throw new IOException(reason.get());
        }
    }

    /** Takes the socket out of guard; throws if the work was aborted before, which closed it. */
    void release(Socket socket) throws IOException {
        if (!guarded.compareAndSet(socket, null)) {
            throw new IOException(reason.get());
        }
    }

    void abort(String why) {
        reason.compareAndSet(null, why);
        Socket socket = guarded.getAndSet(null);
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is released all the same.
            }
        }
    }

    /** Why the work was stopped, if it was. */
    Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }
}
