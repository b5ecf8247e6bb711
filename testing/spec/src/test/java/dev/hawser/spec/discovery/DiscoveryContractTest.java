// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.DnsOptions;
import dev.hawser.discovery.EndpointRegistry;
import dev.hawser.discovery.dns.SrvRecord;
import dev.hawser.discovery.subset.SubsetOptions;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.DiscoveryContract;
import dev.hawser.testkit.ScriptedDiscovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Each built-in discovery, and the scripted one of the testkit, keeps the contract of discoveries. */
class DiscoveryContractTest {
    private static final List<Endpoint> PLAIN =
            List.of(Endpoint.of("10.0.0.1:7001").withWeight(3), Endpoint.of("10.0.0.2:7001"));

    private static Endpoint named(Endpoint endpoint, String name) {
        return endpoint.withAttributes(Map.of(DnsOptions.NAME_ATTRIBUTE, name));
    }

    @Nested
    class OfAFixedList extends DiscoveryContract {
        @Override
        protected List<Endpoint> initial() {
            return PLAIN;
        }

        @Override
        protected Discovery create() {
            return Discoveries.of(PLAIN);
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            return false;
        }

        @Override
        protected boolean breakDown() {
            return false;
        }
    }

    @Nested
    class OfAFile extends DiscoveryContract {
        @TempDir
        Path folder;

        private Path file() {
            return folder.resolve("endpoints.txt");
        }

        @Override
        protected List<Endpoint> initial() {
            return PLAIN;
        }

        @Override
        protected Discovery create() throws IOException {
            change(PLAIN);
            return Discoveries.file(file());
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) throws IOException {
            Files.writeString(
                    file(),
                    endpoints.stream()
                            .map(each -> each.address() + " weight=" + each.weight())
                            .collect(Collectors.joining("\n")));
            return true;
        }

        @Override
        protected boolean breakDown() throws IOException {
            return Files.deleteIfExists(file());
        }
    }

    @Nested
    class OfARegistry extends DiscoveryContract {
        private final EndpointRegistry registry = new EndpointRegistry();

        @Override
        protected List<Endpoint> initial() {
            return PLAIN;
        }

        @Override
        protected Discovery create() {
            change(PLAIN);
            return registry;
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            endpoints.forEach(registry::register);
            registry.endpoints().stream()
                    .filter(each -> !endpoints.contains(each))
                    .forEach(each -> registry.deregister(each.address()));
            return true;
        }

        @Override
        protected boolean breakDown() {
            return false;
        }

        /** Nobody knows better than the program itself. An empty list it was, and pools kept the last one for good. */
        @Override
        protected boolean removeAllForCertain() {
            return change(List.of());
        }
    }

    @Nested
    class OfAddresses extends DiscoveryContract {
        private final FakeDns dns = new FakeDns();

        @Override
        protected List<Endpoint> initial() {
            return List.of(named(Endpoint.of("10.0.0.1:7001"), "kv"), named(Endpoint.of("10.0.0.2:7001"), "kv"));
        }

        @Override
        protected Discovery create() {
            change(initial());
            return Discoveries.dns("kv", 7001, DnsOptions.defaults().withResolver(dns));
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            dns.down = false;
            dns.host("kv", endpoints.stream().map(each -> each.address().host()).toArray(String[]::new));
            return true;
        }

        @Override
        protected boolean breakDown() {
            dns.down = true;
            return true;
        }
    }

    @Nested
    class OfServices extends DiscoveryContract {
        private final FakeDns dns = new FakeDns();

        @Override
        protected List<Endpoint> initial() {
            return List.of(
                    named(Endpoint.of("10.0.0.1:7001").withWeight(5), "h-10.0.0.1"),
                    named(Endpoint.of("10.0.0.2:7002").withPriority(1), "h-10.0.0.2"));
        }

        @Override
        protected Discovery create() {
            change(initial());
            return Discoveries.srv("_kv._tcp.test", DnsOptions.defaults().withResolver(dns));
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            dns.down = false;
            endpoints.forEach(each ->
                    dns.host("h-" + each.address().host(), each.address().host()));
            dns.service(
                    "_kv._tcp.test", endpoints.stream().map(OfServices::record).toArray(SrvRecord[]::new));
            return true;
        }

        private static SrvRecord record(Endpoint endpoint) {
            return new SrvRecord(
                    endpoint.priority(),
                    endpoint.weight(),
                    endpoint.address().port(),
                    "h-" + endpoint.address().host());
        }

        @Override
        protected boolean breakDown() {
            dns.down = true;
            return true;
        }
    }

    /** A discovery of two sources, of which the first is scripted and the second is silent. */
    abstract static class OfSources extends DiscoveryContract {
        final ScriptedDiscovery first = new ScriptedDiscovery("first");
        final ScriptedDiscovery second = new ScriptedDiscovery("second");

        @Override
        protected List<Endpoint> initial() {
            return PLAIN;
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            first.publish(endpoints);
            return true;
        }

        @Override
        protected boolean breakDown() {
            first.fail(new IOException("scripted"));
            return true;
        }

        @Override
        protected boolean removeAllForCertain() {
            first.gone();
            second.gone();
            return true;
        }
    }

    @Nested
    class OfAScript extends OfSources {
        @Override
        protected Discovery create() {
            first.publish(PLAIN);
            return first;
        }
    }

    @Nested
    class OfTheFirstThatAnswers extends OfSources {
        @Override
        protected Discovery create() {
            first.publish(PLAIN);
            return Discoveries.firstOf(first, second);
        }
    }

    @Nested
    class OfASubset extends OfSources {
        @Override
        protected Discovery create() {
            first.publish(PLAIN);
            return Discoveries.subset(first, SubsetOptions.byChance(2));
        }
    }

    @Nested
    class OfAMerge extends OfSources {
        @Override
        protected Discovery create() {
            first.publish(PLAIN);
            second.publish(PLAIN.get(0));
            return Discoveries.merge(first, second);
        }

        @Override
        protected boolean change(List<Endpoint> endpoints) {
            second.publish(PLAIN.get(0));
            return super.change(endpoints);
        }
    }
}
