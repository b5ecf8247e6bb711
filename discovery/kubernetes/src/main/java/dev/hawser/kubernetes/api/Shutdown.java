// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an HTTP client of the JDK with its thread and its connections.
 *
 * <p>From JDK 21 on it can be shut down. The one before ends its thread only when the garbage collector finds the client
 * gone, or when that thread is interrupted; so it is. It is found by its name, which has the client's number, as has the
 * client's text ("to compute the name of the SelectorManager thread", say its sources). Should a JDK call them
 * otherwise, nothing is interrupted, and it is the collector's again.
 */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final Pattern NUMBER = Pattern.compile(".*HttpClientImpl@\\w+\\((\\d+)\\)");

    private Shutdown() {}

    static void of(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (ReflectiveOperationException e) {
            log.trace("this JDK's client has no shutdownNow", e);
            selector(client).ifPresent(Thread::interrupt);
        }
    }

    private static Optional<Thread> selector(HttpClient client) {
        Matcher number = NUMBER.matcher(client.toString());
        if (!number.matches()) {
            return Optional.empty();
        }
        String name = "HttpClient-" + number.group(1) + "-SelectorManager";
        return Arrays.stream(threads())
                .filter(thread -> thread != null && thread.getName().equals(name))
                .findFirst();
    }

    /** Of the whole program, for a client's thread is in the group of whoever has made it; with gaps at the end. */
    private static Thread[] threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[0];
        int found = 0;
        while (found == threads.length) { // full, so some may be missing
            threads = new Thread[2 * group.activeCount() + 16];
            found = group.enumerate(threads);
        }
        return threads;
    }
}
