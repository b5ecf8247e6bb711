// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A kubeconfig of two contexts: {@code near}, of namespace shop and current, and {@code far}, of namespace store. */
public final class TestKubeconfig {

    private TestKubeconfig() {}

    public static Path write(Path folder, String server) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: near
                clusters:
                - {name: one, cluster: {server: "%s"}}
                users:
                - {name: me, user: {token: kubeconfig-token}}
                contexts:
                - {name: near, context: {cluster: one, user: me, namespace: shop}}
                - {name: far, context: {cluster: one, user: me, namespace: store}}
                """.formatted(server));
    }
}
