// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the lines of a watch get to the client. */
interface WatchStream {

    void open() throws IOException;

    void send(String line) throws IOException;

    void end() throws IOException;

    static WatchStream of(ApiRequest request, OutputStream out) {
        return request.isWebSocket() ? new WebSocket(request.header("sec-websocket-key"), out) : new Chunks(out);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One chunk per line. */
    record Chunks(OutputStream out) implements WatchStream {

        @Override
        public void open() throws IOException {
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
            out.flush();
        }

        @Override
        public void send(String line) throws IOException {
            byte[] content = bytes(line + "\n");
            out.write(bytes(Integer.toHexString(content.length) + "\r\n"));
            out.write(content);
            out.write(bytes("\r\n"));
            out.flush();
        }

        @Override
        public void end() throws IOException {
            out.write(bytes("0\r\n\r\n"));
            out.flush();
        }
    }

    /** One text message per line, as in RFC 6455. */
    record WebSocket(String key, OutputStream out) implements WatchStream {
        private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        private static final int TEXT = 0x81;
        private static final int CLOSE = 0x88;
        private static final int SHORT = 125;
        private static final int MEDIUM = 0xFFFF;

        @Override
        public void open() throws IOException {
            out.write(bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accepted() + "\r\n\r\n"));
            out.flush();
        }

        private String accepted() {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1").digest(bytes(key + MAGIC));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void send(String line) throws IOException {
            byte[] content = bytes(line);
            out.write(TEXT);
            if (content.length <= SHORT) {
                out.write(content.length);
            } else if (content.length <= MEDIUM) {
                out.write(126);
                out.write(content.length >> 8);
                out.write(content.length);
            } else {
                throw new IOException("a message of " + content.length + " bytes");
            }
            out.write(content);
            out.flush();
        }

        /** Status 1000: a normal end. */
        @Override
        public void end() throws IOException {
            out.write(new byte[] {(byte) CLOSE, 2, 0x03, (byte) 0xE8});
            out.flush();
        }
    }
}
