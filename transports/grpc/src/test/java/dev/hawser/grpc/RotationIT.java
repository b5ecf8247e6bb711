// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.client.sharing.SharingOptions;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.channel.ClientIdentities;
import dev.hawser.grpc.channel.TestCertificates;
import dev.hawser.grpc.channel.TestCertificates.Leaf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F24: a certificate is rotated under load. */
class RotationIT {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void withinTheMaximumAgeServersSeeOnlyTheNewIdentityAndNoCallFails() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "rotating-ca");
        Leaf server = certificates.leaf("server", "DNS:localhost", 30);
        Leaf client = certificates.leaf("client1", "URI:spiffe://t/client1", 30);
        Leaf next = certificates.leaf("client2", "URI:spiffe://t/client2", 30);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (EchoServer one = EchoServer.start(
                        "one",
                        certificates.mutualServer(server),
                        builder -> builder.intercept(new ClientIdentities(seen::add)));
                EchoServer two = EchoServer.start(
                        "two",
                        certificates.mutualServer(server),
                        builder -> builder.intercept(new ClientIdentities(seen::add)));
                PooledChannel channel = Echo.over(one, two)
                        .channel(ChannelOptions.mutualTls(certificates.authority(), client.certificate(), client.key())
                                .withAuthority("localhost"))
                        .sharing(SharingOptions.defaults().withMaxAge(MAX_AGE))
                        .build();
                SteadyLoad load = SteadyLoad.over(channel, 6)) {
            load.awaitMore(300);
            assertThat(seen).isNotEmpty().allMatch(identity -> identity.endsWith("CN=client1"));

            Files.move(next.key(), client.key(), StandardCopyOption.REPLACE_EXISTING);
            Files.move(next.certificate(), client.certificate(), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(MAX_AGE.multipliedBy(5)).until(() -> {
                seen.clear();
                load.awaitMore(100);
                return seen.stream().allMatch(identity -> identity.endsWith("CN=client2"));
            });
            seen.clear();
            load.awaitMore(300);
            load.stop();

            assertThat(seen).isNotEmpty().allMatch(identity -> identity.endsWith("CN=client2"));
            assertThat(load.failedReads).isEmpty();
            assertThat(load.failedWrites).isEmpty();
        }
    }
}
