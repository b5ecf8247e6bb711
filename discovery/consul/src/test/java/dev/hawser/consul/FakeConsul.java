// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent that does what a real one can't be made to do. It holds one service and answers as Consul does, queries that
 * hang included; {@link #then} puts other answers before that, one for each request. Plain sockets, so that anything can
 * be sent.
 */
final class FakeConsul implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FakeConsul.class);

    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> issuers = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String body = "[]";
    private long index = 1;
    private volatile Reply always;
    private volatile boolean closed;

    /** What is sent in answer to one request. */
    @FunctionalInterface
    interface Reply {
        void send(OutputStream out, Socket socket) throws Exception;
    }

    record Request(String path, Map<String, List<String>> query, Map<String, String> headers) {
        String parameter(String name) {
            return query.getOrDefault(name, List.of("")).get(0);
        }

        boolean hangs() {
            return query.containsKey("index");
        }
    }

    FakeConsul() {
        this(0);
    }

    FakeConsul(int port) {
        this(listening(port));
    }

    /** One that speaks TLS, for instance. */
    FakeConsul(ServerSocket server) {
        this.server = server;
        start("fake-consul", this::accept);
    }

    private static ServerSocket listening(int port) {
        try {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getLocalPort();
    }

    /** These instances from now on; queries that hang are answered. */
    void set(String... instances) {
        setBody("[" + String.join(",", instances) + "]");
    }

    void setBody(String json) {
        lock.lock();
        try {
            body = json;
            index++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Goes on counting from here, as after a restore; queries that hang are answered if nothing else changes. */
    void resetIndex(long value) {
        lock.lock();
        try {
            index = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Answers the next requests with these, one each. */
    void then(Reply... replies) {
        script.addAll(List.of(replies));
    }

    /** Answers every request that {@link #then} leaves with this. */
    void always(Reply reply) {
        always = reply;
    }

    /** Who had signed the certificate that the client of each request showed. */
    List<String> issuers() {
        return List.copyOf(issuers);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    /** Connections that the other side has not closed. */
    int connections() {
        return open.size();
    }

    static String instance(String id, String address, int port) {
        return instance(id, address, port, "passing", "\"Weights\":{\"Passing\":1,\"Warning\":1}");
    }

    static String instance(String id, String address, int port, String status, String more) {
        return "{\"Node\":{\"Node\":\"n1\",\"Address\":\"10.9.9.9\",\"Datacenter\":\"dc1\"},\"Service\":{\"ID\":\"" + id
                + "\",\"Address\":\"" + address + "\",\"Port\":" + port + (more.isEmpty() ? "" : "," + more)
                + "},\"Checks\":[{\"Status\":\"" + status + "\"}]}";
    }

    static Reply reply(int status, String headers, String body) {
        return (out, socket) -> write(out, status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(long index, String body) {
        return reply(200, "X-Consul-Index: " + index + "\r\n", body);
    }

    static Reply raw(String text) {
        return (out, socket) -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new SocketException("the script ends the connection");
        };
    }

    /** A moment of real time, for what is done by sockets; ends early when something changes. */
    void pause() throws InterruptedException {
        lock.lock();
        try {
            long left = changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(4));
            log.trace("{} ns early", left);
        } finally {
            lock.unlock();
        }
    }

    /** Never answers, until the client goes away. */
    Reply hang() {
        return (out, socket) -> {
            while (!closed && !isGone(socket)) {
                pause();
            }
            throw new SocketException("nobody waits any more");
        };
    }

    /** Ends the connections there are, and with them the queries that hang. */
    void breakOff() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void write(OutputStream out, int status, String headers, byte[] bytes) throws IOException {
        String type = headers.contains("Content-Type:") ? "" : "Content-Type: application/json\r\n";
        String head = "HTTP/1.1 " + status + " Scripted\r\n" + type + headers + "Content-Length: " + bytes.length
                + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                start("fake-consul-connection", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (Request request = request(in); request != null; request = request(in)) {
                if (socket instanceof SSLSocket tls) {
                    issuers.add(((X509Certificate) tls.getSession().getPeerCertificates()[0])
                            .getIssuerX500Principal()
                            .getName());
                }
                requests.add(request);
                Reply reply = script.poll();
                if (reply == null) {
                    reply = always;
                }
                if (reply == null) {
                    answer(request, socket, out);
                } else {
                    reply.send(out, socket);
                }
            }
        } catch (Exception e) {
            // The client went away, or the script says so.
        } finally {
            open.remove(socket);
        }
    }

    /** As Consul does: at once if the index is another, else when it changes or the wait is over. */
    private void answer(Request request, Socket socket, OutputStream out) throws Exception {
        long asked = request.hangs() ? Long.parseLong(request.parameter("index")) : 0;
        long waitMillis = Long.parseLong("0" + request.parameter("wait").replace("ms", ""));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        String told;
        long at;
        lock.lock();
        try {
            while (index == asked && System.nanoTime() < end && !closed && !isGone(socket)) {
                changed.await(20, TimeUnit.MILLISECONDS);
            }
            told = body;
            at = index;
        } finally {
            lock.unlock();
        }
        if (closed) {
            throw new SocketException("killed while the query hung");
        }
        write(
                out,
                200,
                "X-Consul-Index: " + at + "\r\nX-Consul-KnownLeader: true\r\n",
                told.getBytes(StandardCharsets.UTF_8));
    }

    /** A client that asks one thing at a time sends nothing while it waits, so what can be read is the end. */
    private static boolean isGone(Socket socket) throws IOException {
        if (socket instanceof SSLSocket) {
            return false; // a record read in part would be lost
        }
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private static Request request(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null || line.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        String target = line.split(" ")[1];
        int mark = target.indexOf('?');
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String part : target.substring(mark + 1).split("&")) {
                String[] pair = part.split("=", 2);
                String value = pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
                query.computeIfAbsent(pair[0], name -> new CopyOnWriteArrayList<>())
                        .add(value);
            }
        }
        return new Request(mark < 0 ? target : target.substring(0, mark), query, headers);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** As kill -9 does: connections are reset, the port is closed. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        for (Socket socket : open) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It was closed in the meantime.
            }
        }
    }

    /** So many instances, each about as long as Consul writes it. */
    static String many(int count) {
        String padding = "\"TaggedAddresses\":{\"lan\":{\"Address\":\"10.0.0.1\",\"Port\":7000},\"wan\":{\"Address\":"
                + "\"10.0.0.1\",\"Port\":7000}},\"Meta\":{\"version\":\"1.17.3\",\"team\":\"search\"},\"Proxy\":"
                + "{\"MeshGateway\":{},\"Expose\":{}},\"Connect\":{},\"EnableTagOverride\":false,\"CreateIndex\":1234,"
                + "\"ModifyIndex\":1234,\"Weights\":{\"Passing\":10,\"Warning\":1}";
        String checks = ",\"Checks\":[{\"Node\":\"n1\",\"CheckID\":\"serfHealth\",\"Name\":\"Serf Health Status\","
                + "\"Status\":\"passing\",\"Notes\":\"\",\"Output\":\"Agent alive and reachable\",\"ServiceID\":\"\","
                + "\"ServiceTags\":[],\"Type\":\"\",\"Definition\":{},\"CreateIndex\":10,\"ModifyIndex\":10},"
                + "{\"Node\":\"n1\",\"CheckID\":\"c0\",\"Name\":\"Service check\",\"Status\":\"passing\",\"Notes\":\"\","
                + "\"Output\":\"HTTP GET http://10.0.0.1:7000/health: 200 OK Output: {\\\"status\\\":\\\"ok\\\"}\","
                + "\"ServiceTags\":[\"a\",\"b\"],\"Type\":\"http\",\"Definition\":{},\"CreateIndex\":13,\"ModifyIndex\":13}]}";
        String node =
                "{\"Node\":{\"ID\":\"87cbe987-9f2d-4973-278e-bb0ea85cbf49\",\"Node\":\"n1\",\"Address\":\"10.9.9.9\","
                        + "\"Datacenter\":\"dc1\",\"TaggedAddresses\":{\"lan\":\"10.9.9.9\",\"wan\":\"10.9.9.9\"},\"Meta\":"
                        + "{\"consul-network-segment\":\"\"},\"CreateIndex\":10,\"ModifyIndex\":12},\"Service\":{\"ID\":\"kv";
        StringBuilder all = new StringBuilder("[");
        IntStream.range(0, count)
                .forEach(i -> all.append(i == 0 ? "" : ",")
                        .append(node)
                        .append(i)
                        .append("\",\"Service\":\"kv\",\"Tags\":[\"a\",\"b\"],\"Address\":\"10.")
                        .append(i / 62_500)
                        .append('.')
                        .append(i / 250 % 250)
                        .append('.')
                        .append(i % 250 + 1)
                        .append("\",\"Port\":7000,")
                        .append(padding)
                        .append('}')
                        .append(checks));
        return all.append(']').toString();
    }
}
