// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step to a watcher, and half of the {@linkplain Discovery contract} of a watch: nothing once closed, and what
 * the watcher throws is logged and stays here. That calls come one at a time is the other half, and the caller's.
 */
public final class Delivery implements Discovery.Watcher, Discovery.Subscription {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Discovery.Watcher watcher;
    private final String source;
    private volatile boolean closed;

    /** @param source whose answers these are, in words for the log */
    public Delivery(Discovery.Watcher watcher, String source) {
        this.watcher = watcher;
        this.source = source;
    }

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        guarded(() -> watcher.onEndpoints(endpoints));
    }

    @Override
    public void onGone() {
        guarded(watcher::onGone);
    }

    @Override
    public void onFailure(Throwable cause) {
        guarded(() -> watcher.onFailure(cause));
    }

    private void guarded(Runnable call) {
        if (closed) {
            return;
        }
        try {
            call.run();
        } catch (Throwable e) { // also checked ones, which other languages throw undeclared
            log.error("a watcher of {} threw; the watch goes on", source, e);
        }
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
