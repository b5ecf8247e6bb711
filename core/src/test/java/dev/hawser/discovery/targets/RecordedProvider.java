// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import java.util.Set;

/** A provider as a module would bring one; remembers what it was asked to create. */
public final class RecordedProvider implements DiscoveryProvider {
    static volatile Target latest = Target.parse("nothing:yet");

    @Override
    public String scheme() {
        return "recorded";
    }

    @Override
    public Set<String> parameters() {
        return Set.of("wait", "other");
    }

    @Override
    public Discovery create(Target target) {
        latest = target;
        return Discoveries.of();
    }
}
