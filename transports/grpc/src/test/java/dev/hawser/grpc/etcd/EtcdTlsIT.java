// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static dev.hawser.call.Idempotence.IDEMPOTENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.grpc.cluster.ClusterPool;
import dev.hawser.grpc.cluster.ClusterPoolBuilder;
import dev.hawser.grpc.cluster.NodeOptions;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that isn't Java's, with certificates. */
@Timeout(60)
class EtcdTlsIT {

    @TempDir
    Path folder;

    private EtcdCertificates certificates;

    @BeforeEach
    void issue() throws Exception {
        EtcdSetup.assumeInstalled();
        assumeTrue(hasOpenssl(), "skipped: certificates are made with the openssl command, which is not installed");
        certificates = new EtcdCertificates(Files.createDirectory(folder.resolve("ours")), "ours");
    }

    private static boolean hasOpenssl() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private EtcdCluster cluster(boolean clientsNeedCertificates) throws Exception {
        Path place = Files.createDirectory(folder.resolve("etcd"));
        return EtcdCluster.start(EtcdSetup.tls(place, certificates, clientsNeedCertificates));
    }

    private static ClusterPool<KVBlockingStub> pool(EtcdCluster of, NodeOptions nodes) {
        return ClusterPool.builder(KVGrpc::newBlockingStub)
                .seeds(of.seeds())
                .nodes(nodes.withRequestTimeout(Duration.ofSeconds(5)))
                .retry(ClusterPoolBuilder.DEFAULT_RETRY.withAttemptTimeout(Duration.ofSeconds(2)))
                .build();
    }

    private NodeOptions trusting(EtcdCertificates authority) {
        return NodeOptions.credentials(() -> TlsChannelCredentials.newBuilder()
                .trustManager(authority.authority().toFile())
                .build());
    }

    private NodeOptions showing(EtcdCertificates.Leaf leaf) {
        return NodeOptions.credentials(() -> TlsChannelCredentials.newBuilder()
                .trustManager(certificates.authority().toFile())
                .keyManager(leaf.certificate().toFile(), leaf.key().toFile())
                .build());
    }

    private static void works(ClusterPool<KVBlockingStub> pool) {
        pool.execute(IDEMPOTENT, kv -> kv.put(Etcd.put("secret", "kept")));
        assertThat(pool.<io.etcd.jetcd.api.RangeResponse, RuntimeException>execute(
                                IDEMPOTENT, kv -> kv.range(Etcd.get("secret")))
                        .getKvs(0)
                        .getValue()
                        .toStringUtf8())
                .isEqualTo("kept");
    }

    @Test
    void aCertificateFromAnAuthorityThatIsTrustedIsAcceptedAndAnotherIsNot() throws Exception {
        EtcdCertificates others = new EtcdCertificates(Files.createDirectory(folder.resolve("others")), "others");
        try (EtcdCluster cluster = cluster(false)) {
            try (ClusterPool<KVBlockingStub> pool = pool(cluster, trusting(certificates))) {
                works(pool);
            }
            try (ClusterPool<KVBlockingStub> pool = pool(cluster, trusting(others))) {
                assertThatThrownBy(() -> works(pool))
                        .isInstanceOf(StatusRuntimeException.class)
                        .satisfies(e ->
                                assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                        .hasMessageContaining("certif");
            }
        }
    }

    @Test
    void withMutualTlsAClientCertificateIsShownAndWithoutOneTheFailureIsClear() throws Exception {
        try (EtcdCluster cluster = cluster(true)) {
            try (ClusterPool<KVBlockingStub> pool = pool(cluster, showing(certificates.client()))) {
                works(pool);
            }
            try (ClusterPool<KVBlockingStub> pool = pool(cluster, trusting(certificates))) {
                assertThatThrownBy(() -> works(pool))
                        .isInstanceOf(StatusRuntimeException.class)
                        .satisfies(e -> System.out.println("without a client certificate: " + e.getMessage()))
                        .hasMessageContaining("certificate");
            }
        }
    }
}
