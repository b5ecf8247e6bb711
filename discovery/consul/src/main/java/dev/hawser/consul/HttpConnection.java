// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP client, of which nothing is left once it is closed.
 *
 * <p>It speaks HTTP/1.1, follows no redirect (the token is for one host), and has one thread of its own, which waits for
 * the network. That thread also does the little that there is to do when something arrives; whoever is told must not
 * block it. The client of JDK 21 and later can be shut down. The one before ends its thread only when it is interrupted,
 * or when the garbage collector finds the client gone, so it is interrupted: it is the thread with the
 * client's number in its name, and, should another JDK name it otherwise, the one that hands over work to the client's executor.
 *
 * <p>Not guaranteed: that a query is sent once. If a connection ends without an answer, the JDK's client makes another and
 * repeats the query by itself, which nobody here can see or forbid. So when an agent ends a query and takes the repetition
 * at once, the loop learns nothing of it, and the repetition has the index of before: if the agent counts lower now, it
 * lets the query hang for the whole wait. An agent that is down for a moment in between is no such case.
 */
final class HttpConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

    /** Agents are near. A dead one must not keep the next from being asked. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** For threads that begin while they are counted. Arbitrary. */
    private static final int ROOM = 64;

    private final Handing handing = new Handing();
    private final HttpClient client;

    HttpConnection(Optional<SSLContext> tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(handing);
        tls.ifPresent(builder::sslContext);
        client = builder.build();
        handing.selector = selector(client);
    }

    /** The thread that the client has just begun, in the group of the present one. */
    private static @Nullable Thread selector(HttpClient client) {
        String text = client.toString(); // ends in the client's number, as in HttpClientImpl@1aafa419(7)
        int from = text.lastIndexOf('(') + 1;
        int to = text.lastIndexOf(')');
        String name = "HttpClient-" + text.substring(from, Math.max(from, to)) + "-" + Handing.NAME;
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] threads = new Thread[group.activeCount() + ROOM];
        int count = group.enumerate(threads, false);
        return Stream.of(threads)
                .limit(count)
                .filter(thread -> thread.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Looks up the host on the calling thread; the future is completed when the answer begins. */
    CompletableFuture<HttpResponse<Body>> send(HttpRequest request, Body body) {
        return client.sendAsync(request, response -> body);
    }

    @Override
    public void close() {
        handing.closed = true;
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (ReflectiveOperationException e) {
            log.trace("this JDK's client has no shutdownNow", e);
            handing.interrupt();
        }
    }

    /** Runs what it is given at once, and remembers the client's thread when that is the one that gives. */
    private static final class Handing implements Executor {
        private static final String NAME = "SelectorManager";

        private volatile @Nullable Thread selector;
        private volatile boolean closed;

        @Override
        public void execute(Runnable task) {
            if (Thread.currentThread().getName().endsWith(NAME)) {
                selector = Thread.currentThread();
            }
            task.run();
            if (closed) { // it was in the middle of something when it was to end, or has shown itself only now
                interrupt();
            }
        }

        void interrupt() {
            Thread thread = selector;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
