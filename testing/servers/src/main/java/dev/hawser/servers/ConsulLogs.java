// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Adds to the failure of a test what the Consul agents logged: those that run, and those that the test closed. For
 * {@code @ExtendWith(ConsulLogs.class)}; knows nothing of tests that run at the same time.
 */
public final class ConsulLogs implements BeforeEachCallback, TestExecutionExceptionHandler {
    private static final int LINES = 60;
    private static final Map<Path, String> RUNNING = new ConcurrentHashMap<>();
    private static final Queue<String> ENDED = new ConcurrentLinkedQueue<>();

    static void started(Path log, String url) {
        RUNNING.put(log, url);
    }

    static void ended(Path log) {
        String url = RUNNING.remove(log);
        if (url != null) {
            ENDED.add(show(log, url));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ENDED.clear();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (!(failure instanceof org.opentest4j.TestAbortedException)) {
            ENDED.forEach(text -> failure.addSuppressed(new Shown(text)));
            RUNNING.forEach((log, url) -> failure.addSuppressed(new Shown(show(log, url))));
        }
        throw failure;
    }

    /** The end of the log. */
    static String show(Path log, String url) {
        try {
            List<String> lines = Files.readAllLines(log);
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return "Consul at " + url + " logged:\n" + String.join("\n", last);
        } catch (IOException e) {
            return "Consul at " + url + " left no log: " + e;
        }
    }

    /** Text below a failure, without a stack of its own. */
    private static final class Shown extends Exception {
        private static final long serialVersionUID = 1;

        Shown(String text) {
            super(text, null, false, false);
        }
    }
}
