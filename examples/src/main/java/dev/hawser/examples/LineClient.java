// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.endpoint.Endpoint;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of some protocol, made of blocking calls. It knows nothing about pools, and pools nothing about it. */
record LineClient(Socket socket, BufferedReader in, PrintWriter out) implements Closeable {

    static LineClient connect(Endpoint endpoint) throws IOException {
        Socket socket = new Socket(endpoint.address().host(), endpoint.address().port());
        var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
        var out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        return new LineClient(socket, new BufferedReader(in), out);
    }

    String ask(String question) throws IOException {
        out.println(question);
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("the server closed the connection");
        }
        return answer;
    }

    void checkAlive() throws IOException {
        ask("are you there?");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
