// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** Puts options onto a socket. */
final class SocketSettings {

    private SocketSettings() {}

    /** The receive buffer decides the window that the first packet of a connection announces. */
    static void beforeConnect(Socket socket, TcpOptions options) throws IOException {
        if (options.buffers().receive() > 0) {
            socket.setReceiveBufferSize(options.buffers().receive());
        }
        if (options.buffers().send() > 0) {
            socket.setSendBufferSize(options.buffers().send());
        }
    }

    static void afterConnect(Socket socket, TcpOptions options) throws IOException {
        socket.setTcpNoDelay(options.noDelay());
        if (options.keepAlive().isPresent()) {
            KeepAliveOptions keepAlive = options.keepAlive().get();
            socket.setKeepAlive(true);
            setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPIDLE, seconds(keepAlive.idle()));
            setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, seconds(keepAlive.interval()));
            setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.count());
        }
    }

    private static void setIfKnown(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    /** Linux takes no more than this many seconds. */
    private static int seconds(Duration duration) {
        return (int) Math.min(Short.MAX_VALUE, duration.toSeconds());
    }
}
