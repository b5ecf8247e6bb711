// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.kubernetes.KubernetesResources;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Channels by name that follow the TinyModules of a namespace: shows for a minute who is there. Needs a cluster, such as that
 * of {@code kubectl}; docs/kubernetes has the resources to try it with.
 */
public final class KubernetesModules {
    private static final Duration LENGTH = Duration.ofMinutes(1);

    private KubernetesModules() {}

    /** @param args the namespace, and the name of the module that this program is, if it is one */
    public static void main(String... args) throws InterruptedException {
        String namespace = args.length > 0 ? args[0] : "tinysystems";
        String own = args.length > 1 ? args[1] : "me";
        show(KubernetesResources.tinyModules(namespace).exceptOwn(own), LENGTH, System.out::println);
    }

    static void show(KubernetesResources resources, Duration length, Consumer<String> lines)
            throws InterruptedException {
        try (ChannelRegistry modules = ChannelRegistry.builder(ChannelOptions.plaintext())
                .following(resources)
                .build()) {
            String before = "";
            for (long left = length.toSeconds(); left > 0; left--) {
                String now = modules.snapshot().toString();
                if (!now.equals(before)) {
                    lines.accept(now.isEmpty() ? "nobody" : now);
                }
                before = now;
                new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            }
        }
    }

    /** How a program uses it; over TLS, which is what a registry does unless it is told otherwise. */
    static ManagedChannel channel() throws InterruptedException {
        // tag::modules
        ChannelRegistry modules = ChannelRegistry.following(
                KubernetesResources.tinyModules("tinysystems").exceptOwn("me"));
        ManagedChannel http = modules.awaitReady("http-module-v1", Duration.ofSeconds(10));
        // end::modules
        return http;
    }
}
