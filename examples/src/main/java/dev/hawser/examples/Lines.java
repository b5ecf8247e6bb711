// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.tcp.TcpConnection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The protocol of the examples: a line is asked, a line is answered. */
final class Lines {

    private Lines() {}

    static String ask(TcpConnection connection, String question) throws IOException {
        connection.outputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        return read(connection.inputStream());
    }

    /** Byte by byte: reading ahead would take what belongs to the next holder of the connection. */
    private static String read(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection in the middle of a line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
