// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own. Says its port on its output; ends gracefully when it is told to terminate, and at
 * once when its input ends, so that none outlives whoever started it.
 */
public final class EchoServer {

    static final String READY = "listening on port ";

    private static final long DRAIN_SECONDS = 5;

    private EchoServer() {}

    /**
     * Arguments: name, port (0 for any), ms before an answer, most streams on a connection, ms a connection may live;
     * 0 stands for no limit.
     */
    public static void main(String[] args) throws Exception {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])));
        builder.addService(new EchoService(args[0], Long.parseLong(args[2])).definition());
        int streams = Integer.parseInt(args[3]);
        if (streams > 0) {
            builder.maxConcurrentCallsPerConnection(streams);
        }
        long age = Long.parseLong(args[4]);
        if (age > 0) {
            builder.maxConnectionAge(age, TimeUnit.MILLISECONDS).maxConnectionAgeGrace(DRAIN_SECONDS, TimeUnit.SECONDS);
        }
        Server server = builder.build().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server)));
        System.out.println(READY + server.getPort());
        awaitEndOfInput();
        Runtime.getRuntime().halt(0);
    }

    private static void drain(Server server) {
        server.shutdown();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEndOfInput() throws IOException {
        int next = 0;
        while (next >= 0) {
            next = System.in.read();
        }
    }
}
