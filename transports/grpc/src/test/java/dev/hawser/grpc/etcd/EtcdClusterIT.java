// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The faults really happen: without that, everything that survives them proves nothing. */
@Timeout(90)
class EtcdClusterIT {

    @TempDir
    Path folder;

    @Test
    void anotherMemberLeadsAfterTheLeaderWasKilled() throws Exception {
        try (EtcdCluster cluster = EtcdCluster.start(EtcdSetup.plaintext(folder))) {
            EtcdMember first = cluster.awaitLeader();

            first.killHard();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.leader().filter(m -> m != first).isPresent());
            cluster.heal();
            assertThat(cluster.status(first)).isPresent();
        }
    }

    @Test
    @Tag("root")
    void aMemberThatIsCutOffIsReachedByClientsAndByNobodyElse() throws Exception {
        try (EtcdIslands islands = EtcdIslands.orSkip();
                EtcdCluster cluster = EtcdCluster.start(EtcdSetup.apart(folder, islands))) {
            EtcdMember first = cluster.awaitLeader();

            islands.cutOff(first);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.leader().filter(m -> m != first).isPresent());
            assertThat(cluster.status(first)).isPresent();
            cluster.heal();
        }
    }
}
