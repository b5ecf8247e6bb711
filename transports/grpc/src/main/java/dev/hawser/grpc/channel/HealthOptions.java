// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static java.util.Objects.requireNonNull;

/**
 * How a server shows that it is fit: before a fresh connection is used, and when it is checked later.
 *
 * <p>Checks are calls of {@code grpc.health.v1.Health/Check}. Healthy is SERVING, and also a server that does not know the
 * health service (UNIMPLEMENTED): it was reached, and it answered. All else is unhealthy. How often and with what
 * time-out endpoints are checked is said by {@link dev.hawser.health.CheckOptions}.
 *
 * <p>Make one from {@link #server()} or {@link #service} and {@link #withPriming}; the canonical constructor may gain
 * components.
 *
 * @param service the service that is asked about; empty for the server as a whole
 * @param priming what happens on a fresh connection before it is used
 */
public record HealthOptions(String service, Priming priming) {

    public HealthOptions {
        requireNonNull(service, "service");
        requireNonNull(priming, "priming");
    }

    /** Asks about the server as a whole; nothing happens before a connection is used. */
    public static HealthOptions server() {
        return service("");
    }

    /** Asks about one service of the server's, under the name that the server has registered it with. */
    public static HealthOptions service(String name) {
        return new HealthOptions(name, Priming.none());
    }

    public HealthOptions withPriming(Priming value) {
        return new HealthOptions(service, value);
    }
}
