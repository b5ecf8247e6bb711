// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.DiscoveryProvider;
import dev.hawser.discovery.targets.Target;
import dev.hawser.testkit.ScriptedDiscovery;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A scheme that a user adds: {@code scripted:///name} is the scripted discovery of that name. */
public final class ScriptedScheme implements DiscoveryProvider {

    private static final Map<String, ScriptedDiscovery> BY_NAME = new ConcurrentHashMap<>();

    static ScriptedDiscovery discovery(String name) {
        return BY_NAME.computeIfAbsent(name, ScriptedDiscovery::new);
    }

    @Override
    public String scheme() {
        return "scripted";
    }

    @Override
    public Set<String> parameters() {
        return Set.of("tag", "weight");
    }

    @Override
    public Discovery create(Target target) {
        return discovery(target.name());
    }
}
