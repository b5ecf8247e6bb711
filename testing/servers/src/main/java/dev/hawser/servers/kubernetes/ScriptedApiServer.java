// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hawser.time.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ServerSocketFactory;

/**
 * A Kubernetes API server on the loopback interface that does what it is told, also wrong. It starts well-behaved.
 *
 * <p>It speaks HTTP/1.1, plain or over TLS, and a watch over chunks or WebSocket, as the client likes. Safe for use by any
 * thread; {@link #close()} ends its threads and connections.
 */
public final class ScriptedApiServer implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final ServerSocketFactory factory;
    private final String scheme;
    private final Desk desk = new Desk();
    private final ExecutorService threads = Threads.blocking("api-server");
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Future<?> acceptor = CompletableFuture.completedFuture(null);
    private volatile ServerSocket server;
    private volatile Socket placeholder = new Socket();

    private ScriptedApiServer(ServerSocketFactory factory, String scheme) {
        this.factory = factory;
        this.scheme = scheme;
        this.server = listen(0);
    }

    public static ScriptedApiServer start() {
        return new ScriptedApiServer(ServerSocketFactory.getDefault(), "http");
    }

    /** Over TLS; the factory holds the certificate. */
    public static ScriptedApiServer start(ServerSocketFactory tls) {
        return new ScriptedApiServer(tls, "https");
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket listening = factory.createServerSocket(port, BACKLOG, InetAddress.getByName("127.0.0.1"));
            acceptor = threads.submit(() -> accept(listening));
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (!listening.isClosed()) {
                Socket socket = listening.accept();
                sockets.add(socket);
                threads.execute(() -> {
                    new Connection(socket, desk, threads).serve();
                    sockets.remove(socket);
                });
            }
        } catch (IOException e) {
            stop(listening);
        }
    }

    private static void stop(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    // What it holds

    /** Creates or replaces an object, which needs a name, and a namespace if its kind has one. */
    public void put(ApiCollection collection, JsonObject object) {
        desk.change(store -> Optional.of(store.put(collection, object)));
    }

    /** See {@link #put(ApiCollection, JsonObject)}. */
    public void put(ApiCollection collection, String json) {
        put(collection, JsonParser.parseString(json).getAsJsonObject());
    }

    /** Nothing happens if it isn't there. */
    public void delete(ApiCollection collection, String namespace, String name) {
        desk.change(store -> store.delete(collection, namespace, name));
    }

    // How it fails

    /** All requests of that kind are answered so, until {@link #heal()}. */
    public void always(Asked asked, Answer answer) {
        desk.script(script -> script.always(asked, answer));
    }

    /** The next request of that kind is answered so; calls add up, and come before {@link #always}. */
    public void once(Asked asked, Answer answer) {
        desk.script(script -> script.once(asked, answer));
    }

    /** Forgets what {@link #always} and {@link #once} have told. */
    public void heal() {
        desk.script(Script::heal);
    }

    /** From now on requests without this bearer token get 401; watches that are open stay. */
    public void requireToken(String token) {
        desk.requireToken(token);
    }

    /** Forgets the history: a watch from before now gets 410, as an event. Open watches aren't disturbed. */
    public void forgetHistory() {
        desk.withStore(store -> {
            store.forget();
            return store;
        });
    }

    /** Tells each open watch 410, and ends it. */
    public void expireWatches() {
        desk.forEachWatch(watch -> {
            watch.say(Desk.gone());
            watch.end();
        });
    }

    /** Ends each open watch well, as the real server does after a while. */
    public void endWatches() {
        desk.forEachWatch(Feed::end);
    }

    /** From now on open watches stay open and hear nothing. */
    public void muteWatches() {
        desk.forgetWatches();
    }

    /** Says this to each open watch, whatever it is. */
    public void sayToWatches(String line) {
        desk.forEachWatch(watch -> watch.say(line));
    }

    /** Tells each open watch the present version. */
    public void bookmark(ApiCollection collection) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", desk.withStore(Store::version).toString());
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", collection.groupVersion());
        object.addProperty("kind", collection.kind());
        object.add("metadata", metadata);
        JsonObject event = new JsonObject();
        event.addProperty("type", "BOOKMARK");
        event.add("object", object);
        sayToWatches(event.toString());
    }

    /** Closes all connections, also idle ones. New ones are welcome. */
    public void dropConnections() {
        sockets.forEach(ScriptedApiServer::stop);
    }

    /** Refuses connections and drops those that are open, until {@link #up()}. */
    public void down() {
        stop(server);
        awaitEnd(acceptor);
        placeholder = hold(server.getLocalPort());
        dropConnections();
    }

    /** The port is free when the thread that was waiting at it has left. */
    private static void awaitEnd(Future<?> acceptor) {
        try {
            acceptor.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bound and not listening: it refuses, and keeps the port from becoming the near end of somebody's connection. */
    private static Socket hold(int port) {
        try {
            Socket holding = new Socket();
            holding.setReuseAddress(true);
            holding.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return holding;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens again, at the same port, with the same objects. */
    public void up() {
        server = listen(server.getLocalPort());
        stop(placeholder);
    }

    // What it saw

    /** All requests so far. */
    public List<ApiRequest> requests() {
        return desk.requests();
    }

    /** How many of that kind came in. */
    public long count(Asked asked) {
        return desk.requests().stream()
                .filter(request -> request.asked() == asked)
                .count();
    }

    /** Watches that are open and not muted. */
    public int watches() {
        return desk.watches();
    }

    @Override
    public void close() {
        desk.end();
        stop(server);
        stop(placeholder);
        dropConnections();
        Threads.end(threads);
    }
}
