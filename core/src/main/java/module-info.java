// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser's engine: everything but the network. Each package is part of the public interface; what is not promised is
 * package-private inside it.
 */
module dev.hawser {
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.hawser;
    exports dev.hawser.balance;
    exports dev.hawser.cache;
    exports dev.hawser.call;
    exports dev.hawser.client;
    exports dev.hawser.client.sharing;
    exports dev.hawser.discovery;
    exports dev.hawser.discovery.dns;
    exports dev.hawser.discovery.follow;
    exports dev.hawser.discovery.subset;
    exports dev.hawser.discovery.targets;
    exports dev.hawser.endpoint;
    exports dev.hawser.event;
    exports dev.hawser.failover;
    exports dev.hawser.health;
    exports dev.hawser.leader;
    exports dev.hawser.limit;
    exports dev.hawser.pool;
    exports dev.hawser.time;
    exports dev.hawser.transport;
    exports dev.hawser.transport.tls;
    exports dev.hawser.view;

    uses dev.hawser.discovery.targets.DiscoveryProvider;
}
