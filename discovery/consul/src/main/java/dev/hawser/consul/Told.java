// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.discovery.Discovery;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step to a watcher: nothing once closed, and what the watcher throws stays here. */
final class Told {
    private static final Logger log = LoggerFactory.getLogger(Told.class);

    private final Discovery.Watcher watcher;
    private final String source;
    private volatile boolean closed;

    Told(Discovery.Watcher watcher, String source) {
        this.watcher = watcher;
        this.source = source;
    }

    void tell(Consumer<Discovery.Watcher> news) {
        if (closed) {
            return;
        }
        try {
            news.accept(watcher);
        } catch (RuntimeException | Error e) {
            log.error("a watcher of {} threw; the watch goes on", source, e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
