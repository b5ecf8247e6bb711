// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.cli.bench.grpc.Callees;
import dev.hawser.limit.RateLimit;
import java.util.Optional;

/** What is sent, again and again. */
sealed interface Load {

    /** How requests travel, in a word. */
    String mode();

    /** The full name of what is called; absent where nothing has a name. */
    Optional<String> called();

    /**
     * Bytes over TCP.
     *
     * @param rateLimit for each endpoint
     */
    record Tcp(Mode how, byte[] payload, Reply reply, RateLimit rateLimit) implements Load {

        /** How requests share connections; the names are what users type. */
        enum Mode {
            /** One request at a time on a leased connection. */
            lease,
            /** Many requests in flight on a connection, told apart by ids in frames. */
            multiplex
        }

        @Override
        public String mode() {
            return how.name();
        }

        @Override
        public Optional<String> called() {
            return Optional.empty();
        }
    }

    /**
     * Calls over gRPC.
     *
     * @param method {@code package.Service/Method}; absent asks for the server's health
     * @param data the request as JSON
     */
    record Grpc(Optional<String> method, String data) implements Load {
        @Override
        public String mode() {
            return "grpc";
        }

        @Override
        public Optional<String> called() {
            return Optional.of(method.orElse(Callees.HEALTH));
        }
    }
}
