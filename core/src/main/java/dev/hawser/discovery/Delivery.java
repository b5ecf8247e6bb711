// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step to a watcher: nothing once closed, and what the watcher throws stays here. */
final class Delivery implements Discovery.Watcher, Discovery.Subscription {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Discovery.Watcher watcher;
    private final String source;
    private volatile boolean closed;

    Delivery(Discovery.Watcher watcher, String source) {
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
        } catch (RuntimeException | Error e) {
            log.error("a watcher of {} threw; the watch goes on", source, e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
