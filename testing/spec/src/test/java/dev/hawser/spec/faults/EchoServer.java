// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back every byte, on each port it is given, until its standard input ends: a server process for network tests. */
public final class EchoServer {

    private EchoServer() {}

    public static void main(String[] args) throws IOException {
        for (int i = 1; i < args.length; i++) {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(args[0], Integer.parseInt(args[i])));
            inBackground(() -> serve(server));
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until the test closes our standard input
        }
        System.exit(0);
    }

    private static void serve(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                inBackground(() -> echo(socket));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // the peer has gone: that is what this server is for
        }
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
