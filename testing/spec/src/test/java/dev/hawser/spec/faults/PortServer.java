// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.faults;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A gRPC server with a {@link PortService} on each port it is given, until its standard input ends. */
public final class PortServer {

    private PortServer() {}

    public static void main(String[] args) throws IOException {
        Logger.getLogger("io.grpc").setLevel(Level.OFF); // it is startled by each connection that breaks
        PortService service = new PortService();
        for (int i = 1; i < args.length; i++) {
            int port = Integer.parseInt(args[i]);
            Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                    .addService(service.at(port))
                    .build()
                    .start();
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until the test closes our standard input
        }
        System.exit(0);
    }
}
