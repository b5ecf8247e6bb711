// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.kubernetes.ServiceOptions;
import dev.hawser.kubernetes.TestReaders;
import dev.hawser.kubernetes.TestSlices;
import dev.hawser.testkit.DiscoveryContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Following resources keeps the contract of discoveries. */
class ResourceWatchContractTest extends DiscoveryContract {
    private final FakeApi api = new FakeApi();

    @Override
    protected List<Endpoint> initial() {
        return List.of(ready("10.0.0.1:7001"), ready("10.0.0.2:7001"));
    }

    private static Endpoint ready(String address) {
        return Endpoint.of(address).withAttributes(Map.of("state", "ready"));
    }

    @Override
    protected Discovery create() {
        change(initial());
        ServiceOptions kv = ServiceOptions.of("kv");
        return new ResourceSource<>(
                "kubernetes:///kv",
                new ResourceKind("discovery.k8s.io", "v1", "endpointslices", Optional.empty(), new Place.Everywhere()),
                TestReaders.slices(kv),
                api::open,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                new Random(1));
    }

    @Override
    protected boolean change(List<Endpoint> endpoints) {
        api.heal();
        String[] hosts = endpoints.stream()
                .map(each -> TestSlices.at(each.address().host()))
                .toArray(String[]::new);
        api.put("kv-a", TestSlices.slice("kv-a", hosts));
        return true;
    }

    @Override
    protected boolean breakDown() {
        api.breakDown(new IOException("scripted"));
        return true;
    }
}
