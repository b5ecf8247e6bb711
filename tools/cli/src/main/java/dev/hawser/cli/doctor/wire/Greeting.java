// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Finds out whether a server speaks HTTP/2, by greeting it like a client of HTTP/2. */
public final class Greeting {

    private Greeting() {}

    /** What a server makes of the greeting. */
    public enum Answer {
        HTTP2,
        /** Something else, be it that it hangs up. */
        OTHER,
        /** Nothing within the time. */
        NONE
    }

    /** Uses the connection up. */
    public static Answer answer(Socket socket, Duration timeout) throws IOException {
        return new Http2Link(socket, timeout).greeted(timeout);
    }
}
