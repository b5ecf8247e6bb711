// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import java.io.IOException;

/** Inside a pod one, elsewhere the other; decided when a watch begins. */
final class AutomaticSource implements Cluster.Source {
    private final ServiceAccountSource inside;
    private final Cluster.Source outside;

    AutomaticSource(ServiceAccountSource inside, Cluster.Source outside) {
        this.inside = inside;
        this.outside = outside;
    }

    @Override
    public Connection open(KubernetesOptions options) throws IOException {
        return (inside.isHere() ? inside : outside).open(options);
    }

    @Override
    public String toString() {
        return "automatic";
    }
}
