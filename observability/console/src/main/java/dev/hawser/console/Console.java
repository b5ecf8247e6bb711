// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.http.Assets;
import dev.hawser.console.http.Server;
import dev.hawser.console.http.ServerOptions;
import dev.hawser.console.http.SseBroadcaster;
import dev.hawser.console.lint.LintContext;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.event.PoolEvent;
import dev.hawser.event.PoolListener;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.WallClock;
import dev.hawser.view.Viewed;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Shows how pools stand: a small HTTP server with a live page for people, and the same as JSON and text for programs.
 *
 * <p>Listens on 127.0.0.1 only, and answers only requests that were meant for that; see {@link ConsoleBuilder#token} for
 * machines with several users. Looks and does nothing, unless {@link ConsoleBuilder#actions} allows it. No answer holds a
 * secret, as views and events hold none; what an application puts into an error's text is shown, though.
 *
 * <p>Costs one {@link Viewed#view()} of each pool a second, and no thread of a pool's ever waits for it: not for a client that
 * doesn't read, nor for a look that hangs. Threads are its own, and gone when it is closed. Safe for use by any thread.
 *
 * <pre>{@code
 * try (Console console = Console.builder().port(9464).start()) {
 *     var pool = TcpPool.to("dns:kv:7001").name("kv").listener(console).build();
 *     console.watch(pool);
 *     …
 * }
 * }</pre>
 */
public final class Console implements PoolListener, AutoCloseable {
    private final SystemTime time = new SystemTime("console");
    private final InstantSource clock = WallClock.system();
    private final ExecutorService threads = Threads.blocking("hawser-console-look");
    private final boolean actions;
    private final PoolPoller poller;
    private final EventCollector collector;
    private final SseBroadcaster broadcaster = new SseBroadcaster(time, this::state);
    private final Server server;
    private volatile boolean closed;

    private Console(ConsoleBuilder builder) throws IOException {
        actions = builder.actions;
        poller = new PoolPoller(time, clock, threads, builder.history, new StreamPublisher());
        collector = new EventCollector(time, clock, threads, this::tellNews);
        var access = new LintContext.Access(actions, builder.token.isPresent());
        LintReports lintReports = new LintReports(poller, collector, access, builder.findings);
        var routes = new Routes(poller, collector, clock, actions, lintReports).with(builder.pages);
        Assets assets = new Assets(Console.class, "page");
        server = Server.start(
                new ServerOptions(builder.port, builder.token, actions, routes, assets), broadcaster, time);
        poller.start();
    }

    /** A console with a port of its own, no token, no actions and ten minutes of history, unless told otherwise. */
    public static ConsoleBuilder builder() {
        return new ConsoleBuilder();
    }

    static Console start(ConsoleBuilder builder) {
        try {
            return new Console(builder);
        } catch (IOException e) {
            throw new ConsoleException(
                    "no console at 127.0.0.1:" + builder.port + ": " + e.getMessage()
                            + " (expected: a free port, or 0 for any)",
                    e);
        }
    }

    /**
     * Shows this pool until it is closed, and a minute longer. Give it this console as a listener as well, or nothing of what
     * happens in it is told. Looks at it once before it returns.
     *
     * <p>A pool takes the place of one of the same name that is closed, also while that one's last leases or calls come to
     * their end; what is told of its end changes nothing then. What happened is told by name, of both.
     *
     * @throws IllegalArgumentException if a pool of that name is shown already, and not closed
     */
    public void watch(Viewed pool) {
        poller.watch(pool);
    }

    /** Where it is, with the port. */
    public URI uri() {
        return server.uri();
    }

    /** As a pool's listener: an append to a bounded queue, without a lock. */
    @Override
    public void onEvent(PoolEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof PoolEvent.PoolClosed) {
            poller.closed(event.pool());
        }
        collector.hear(event);
    }

    /** Tells whoever reads the stream what watching comes to. */
    private final class StreamPublisher implements PoolPoller.Listener {

        @Override
        public void seen() {
            if (broadcaster.size() > 0) {
                broadcaster.state(state());
            }
        }

        @Override
        public void forgotten(String pool) {
            collector.forget(pool);
        }
    }

    private byte[] state() {
        return SseBroadcaster.event("pools", new PoolsJson(actions, true).write(clock.instant(), poller.samples()));
    }

    private void tellNews(List<TimelineEntry> entries) {
        if (broadcaster.size() > 0) {
            broadcaster.news(SseBroadcaster.event("news", EventsJson.events(clock.instant(), entries)));
        }
    }

    /** Ends all connections and threads; pools are left alone. Idempotent. */
    @Override
    public void close() {
        closed = true;
        poller.close();
        server.close();
        Threads.end(threads);
        time.close();
    }
}
