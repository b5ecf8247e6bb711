// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.stream.Stream;

/** Targets of fixed addresses: {@code static:///10.0.0.1:7001,10.0.0.2:7001}. */
final class FixedTargets {

    private FixedTargets() {}

    static Discovery parse(String target) {
        String list = target.replaceFirst("^(static|tcp):(//)?/?", "");
        return of(Stream.of(list.split(",")).map(Endpoint::of).toList());
    }

    private static Discovery of(List<Endpoint> endpoints) {
        return new Discovery() {
            @Override
            public Subscription watch(Watcher watcher, Context context) {
                watcher.onEndpoints(endpoints);
                return () -> {};
            }

            @Override
            public String describe() {
                return "static: " + endpoints.size() + " endpoints";
            }
        };
    }
}
