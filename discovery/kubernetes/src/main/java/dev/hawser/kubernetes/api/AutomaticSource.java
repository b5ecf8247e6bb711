// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.IOException;

/** Inside a pod one, elsewhere the other; decided when a watch begins. */
final class AutomaticSource implements ApiSource {
    private final ServiceAccountSource inside;
    private final ApiSource outside;

    AutomaticSource(ServiceAccountSource inside, ApiSource outside) {
        this.inside = inside;
        this.outside = outside;
    }

    @Override
    public Api open(Timeouts timeouts) throws IOException {
        return choice().open(timeouts);
    }

    ApiSource choice() {
        return inside.isHere() ? inside : outside;
    }

    @Override
    public String toString() {
        return "automatic";
    }
}
