// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.util.Optional;

/**
 * How a Consul agent is set up.
 *
 * @param storage whether it knows after a restart what it knew before
 * @param access who may see and do what
 * @param certificates of its HTTPS interface, which then replaces the plain one; absent for plain HTTP
 * @param clients whom the HTTPS interface talks to
 * @param datacenter its name
 */
public record ConsulSetup(
        Storage storage, Access access, Optional<Certificates> certificates, Clients clients, String datacenter) {

    /** In memory, open to all, plain HTTP, in {@code dc1}: ready about 0.2 s after its start. */
    public static ConsulSetup defaults() {
        return new ConsulSetup(Storage.MEMORY, Access.ALLOW, Optional.empty(), Clients.ANY, "dc1");
    }

    /** Keeps its data on disk; ready about 2.5 s after each start, for it waits for votes that nobody else has. */
    public ConsulSetup withKeptData() {
        return new ConsulSetup(Storage.DISK, access, certificates, clients, datacenter);
    }

    /** Without a token, one sees and does nothing; {@link ConsulAgent#MASTER_TOKEN} may do all. */
    public ConsulSetup withDefaultDeny() {
        return new ConsulSetup(storage, Access.DENY, certificates, clients, datacenter);
    }

    public ConsulSetup withTls(Certificates certificates) {
        return new ConsulSetup(storage, access, Optional.of(certificates), Clients.ANY, datacenter);
    }

    /** TLS, and clients need a certificate of the same authority. */
    public ConsulSetup withMutualTls(Certificates certificates) {
        return new ConsulSetup(storage, access, Optional.of(certificates), Clients.WITH_CERTIFICATE, datacenter);
    }

    public ConsulSetup withDatacenter(String datacenter) {
        return new ConsulSetup(storage, access, certificates, clients, datacenter);
    }

    /** Where the catalog is. */
    public enum Storage {
        MEMORY,
        DISK
    }

    /** What one may without a token. */
    public enum Access {
        ALLOW,
        DENY
    }

    /** Who gets through the TLS handshake. */
    public enum Clients {
        ANY,
        WITH_CERTIFICATE
    }
}
