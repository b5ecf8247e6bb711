// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.kubernetes.watch.Reader;
import java.util.Set;

/** The readers of this package, for tests of what follows resources with them. */
public final class TestReaders {

    private TestReaders() {}

    public static Reader<?> slices(ServiceOptions service) {
        return new SliceReader(service, new Complaints("test"));
    }

    public static Reader<?> resources(ResourceOptions resources) {
        return new ResourceReader(resources, Set.of(), new Complaints("test"));
    }
}
