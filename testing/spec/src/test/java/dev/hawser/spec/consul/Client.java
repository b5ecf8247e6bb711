// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.consul;

import static org.awaitility.Awaitility.await;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.ConnectionPoolBuilder;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Targets;
import dev.hawser.grpc.PooledChannel;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.pool.Lease;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.spec.faults.PortService;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpOptions;
import dev.hawser.tcp.TcpPool;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A pool over a service in Consul, and what one call over it is. */
interface Client extends AutoCloseable {

    /** Far more than any fault here may cost; a machine with other things to do must not look like one. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * One call that must not be made twice, to whatever instance the pool picks.
     *
     * @return the port of the instance; 0 if the client isn't told
     */
    int call() throws Exception;

    @Override
    void close();

    /** The two kinds of pool. */
    enum Kind {
        TCP(EchoInstance::new) {
            @Override
            Client over(Discovery discovery) {
                return new Tcp(TcpPool.to(discovery, TcpOptions.plaintext()));
            }
        },
        GRPC(GrpcInstance::new) {
            @Override
            Client over(Discovery discovery) {
                return new Grpc(discovery);
            }
        };

        private final Supplier<Instance> instances;

        Kind(Supplier<Instance> instances) {
            this.instances = instances;
        }

        Instance instance() {
            return instances.get();
        }

        abstract Client over(Discovery discovery);

        /** One that has made its first call, which may take long on a busy machine and with cold code. */
        Client over(ConsulAgent consul, String service) {
            Client client = over(discovery(consul, service));
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                client.call();
                return true;
            });
            return client;
        }
    }

    static String target(ConsulAgent consul, String service) {
        return "consul://" + consul.address() + "/" + service;
    }

    static Discovery discovery(ConsulAgent consul, String service) {
        return Targets.parse(target(consul, service));
    }

    /** Leases, with no other try if the connection breaks. */
    final class Tcp implements Client {
        final ConnectionPool<TcpConnection> pool;

        Tcp(ConnectionPoolBuilder<TcpConnection> builder) {
            pool = builder.build();
        }

        @Override
        public int call() throws InterruptedException, IOException {
            Lease<TcpConnection> lease = pool.acquire(TIMEOUT);
            try {
                int port = lease.endpoint().address().port();
                lease.connection().setReadTimeout(TIMEOUT);
                lease.connection().outputStream().write(port & 0xff);
                if (lease.connection().inputStream().read() != (port & 0xff)) {
                    throw new EOFException("no answer from " + lease.endpoint());
                }
                lease.close();
                return port;
            } catch (IOException e) {
                lease.discard(e);
                throw e;
            }
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** Calls that the channel may not make twice, once a server may have begun. */
    final class Grpc implements Client {
        final PooledChannel channel;

        Grpc(Discovery discovery) {
            channel = PooledChannel.over(discovery)
                    .channel(ChannelOptions.plaintext())
                    .build();
        }

        @Override
        public int call() {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return Integer.parseInt(ClientCalls.blockingUnaryCall(channel, PortService.WRITE, options, "write"));
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
