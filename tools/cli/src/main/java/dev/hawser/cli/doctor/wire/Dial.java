// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import dev.hawser.endpoint.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Connects. */
public final class Dial {

    private Dial() {}

    /**
     * Looks the host up, if it is a name, and connects to the first of its addresses.
     *
     * @throws IOException as the system words it
     */
    public static Socket to(Address address, Duration timeout) throws IOException {
        InetAddress host = InetAddress.getByName(address.host());
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, address.port()), (int) timeout.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
