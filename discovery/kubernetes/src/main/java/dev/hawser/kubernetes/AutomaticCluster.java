// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.io.IOException;

/** Inside a pod one, elsewhere the other; decided when a watch begins. */
final class AutomaticCluster extends Cluster {
    private final ServiceAccountCluster inside;
    private final Cluster outside;

    AutomaticCluster(ServiceAccountCluster inside, Cluster outside) {
        this.inside = inside;
        this.outside = outside;
    }

    @Override
    Connection open(KubernetesOptions options) throws IOException {
        return (inside.isHere() ? inside : outside).open(options);
    }

    @Override
    public String toString() {
        return "automatic";
    }
}
