// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.Watching.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.targets.Targets;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulInstance.Status;
import dev.hawser.servers.ConsulLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a healthy agent, a real one, makes of a service, and how soon it is seen. */
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class ConsulServiceIT {
    private static ConsulAgent consul;

    private final String service = Watching.newService();
    private final String first = service + "-7000";

    @BeforeAll
    static void start() {
        consul = ConsulAgent.start();
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    private ConsulInstance instance(int port) {
        return ConsulInstance.of(service, port);
    }

    private Watching watch() {
        return Watching.of(service, at(consul));
    }

    private Watching watch(ServiceQuery query) {
        return Watching.of(service, at(consul).withQuery(query));
    }

    // ---- which instances are endpoints, and what is known of them

    @Test
    void instancesThatPassAreEndpointsAndNoOthers() {
        consul.register(instance(7000));
        consul.register(instance(7001).withStatus(Status.CRITICAL));
        consul.register(instance(7002).withStatus(Status.WARNING));
        consul.register(instance(7003));

        try (Watching watching = watch()) {
            watching.awaitPorts(7000, 7003);
        }
    }

    @Test
    void theAddressIsTheServices() {
        consul.register(instance(7000).withAddress("10.1.2.3"));

        try (Watching watching = watch().awaitPorts(7000)) {
            assertThat(watching.kept())
                    .extracting(each -> each.address().toString())
                    .containsExactly("10.1.2.3:7000");
        }
    }

    @Test
    void theAddressIsTheNodesWhereTheServiceHasNone() {
        consul.registerInCatalog(service + "-node", List.of(instance(7000).withAddress("")));

        try (Watching watching = watch().awaitPorts(7000)) {
            assertThat(watching.kept())
                    .extracting(each -> each.address().toString())
                    .containsExactly("127.0.0.2:7000");
        }
    }

    @Test
    void stateNodeAndZoneAreAttributes() {
        consul.register(instance(7000).withMeta("zone", "eu-1"));

        try (Watching watching = watch().awaitPorts(7000)) {
            Map<String, String> attributes = watching.kept().get(0).attributes();
            assertThat(attributes)
                    .containsEntry(Attributes.STATE, "passing")
                    .containsEntry(Attributes.NODE, ConsulAgent.NODE)
                    .containsEntry(Attributes.ZONE, "eu-1")
                    .containsEntry(ConsulDiscovery.ID_ATTRIBUTE, first);
        }
    }

    @Test
    void aTargetNamesAgentAndService() {
        consul.register(instance(7000));

        try (Watching watching = Watching.of(Targets.parse("consul://" + consul.address() + "/" + service))) {
            watching.awaitPorts(7000);
        }
    }

    // ---- changes

    @Test
    void aRegisteredInstanceJoins() {
        consul.register(instance(7000));
        try (Watching watching = watch().awaitPorts(7000)) {
            consul.register(instance(7001));

            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void aDeregisteredInstanceLeaves() {
        consul.register(instance(7000));
        consul.register(instance(7001));
        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            consul.deregister(first);

            watching.awaitPorts(7001);
        }
    }

    @Test
    void anInstanceLeavesWhenItsCheckFailsAndComesBackWhenItPasses() {
        consul.register(instance(7000));
        consul.register(instance(7001));
        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            consul.fail(first);
            watching.awaitPorts(7001);

            consul.pass(first);
            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void anInstanceWithAWarningLeavesWherePassingIsAskedFor() {
        consul.register(instance(7000));
        consul.register(instance(7001));
        try (Watching watching = watch(ServiceQuery.defaults().withHealth(InstanceHealth.PASSING_ONLY))
                .awaitPorts(7000, 7001)) {
            consul.warn(first);

            watching.awaitPorts(7001);
        }
    }

    @Test
    void anInstanceWithAWarningStaysWithItsOwnWeightWhereWarningsAreAccepted() {
        consul.register(instance(7000).withWeights(10, 3));
        try (Watching watching = watch(ServiceQuery.defaults().withHealth(InstanceHealth.PASSING_OR_WARNING))
                .awaitWeights(10)) {
            consul.warn(first);
            watching.awaitWeights(3);
            assertThat(watching.kept().get(0).attributes()).containsEntry(Attributes.STATE, "warning");

            consul.pass(first);
            watching.awaitWeights(10);
        }
    }

    @Test
    void anInstanceInMaintenanceLeavesUntilItsEnd() {
        consul.register(instance(7000));
        consul.register(instance(7001));
        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            consul.startMaintenance(first);
            watching.awaitPorts(7001);

            consul.endMaintenance(first);
            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void theInstancesOfANodeInMaintenanceLeaveUntilItsEnd() {
        consul.register(instance(7000));
        consul.registerInCatalog(service + "-node", List.of(instance(7001)));
        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            consul.startNodeMaintenance();
            try {
                watching.awaitPorts(7001);
            } finally {
                consul.endNodeMaintenance();
            }
            watching.awaitPorts(7000, 7001);
        }
    }

    /** Nobody knows whether it is true that all are gone; the pool is told that its set is old. */
    @Test
    void theLastInstanceToLeaveIsKept() {
        consul.register(instance(7000));
        try (Watching watching = watch().awaitPorts(7000)) {
            consul.deregister(first);

            watching.awaitProblem("empty answer; 1 endpoint kept");
            assertThat(watching.ports()).containsExactly(7000);
        }
    }

    @Test
    void aServiceThatNobodyHasRegisteredYetIsSeenWhenItIs() {
        try (Watching watching = watch()) {
            watching.awaitProblem("empty answer");

            consul.register(instance(7000));

            watching.awaitPorts(7000);
        }
    }

    /**
     * The reference asks every 15 s. Measured from before the change is made, so Consul's own time is in it. No more
     * changes than are let through at once: see {@link QueryLoop#BURST}.
     */
    @Test
    void aChangeIsSeenInMilliseconds() {
        consul.register(instance(7000));
        consul.register(instance(7001));
        List<Long> micros = new ArrayList<>();
        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            for (int i = 1; i < QueryLoop.BURST; i++) {
                long before = System.nanoTime();
                if (i % 2 == 0) {
                    consul.pass(first);
                    watching.awaitPorts(7000, 7001);
                } else {
                    consul.fail(first);
                    watching.awaitPorts(7001);
                }
                micros.add((watching.changedAt() - before) / 1000);
            }
        }
        micros.sort(null);
        System.out.println("Consul's change to the watcher, in microseconds: " + micros);

        assertThat(micros.get(micros.size() / 2)).isLessThan(100_000);
    }

    /** As when an instance is registered again with metadata that nobody asked for: the query wakes, and that's all. */
    @Test
    void anAnswerThatChangesNothingIsNoNews() {
        consul.register(instance(7000));
        try (Watching watching = watch().awaitPorts(7000)) {
            int answers = watching.answers();

            consul.register(instance(7000).withMeta("unknown", "to anybody"));

            await().atMost(Watching.PATIENCE).until(() -> watching.answers() > answers);
            assertThat(watching.publications()).isEqualTo(1);
        }
    }

    // ---- weights

    @Test
    void weightsAreThoseOfTheRegistration() {
        consul.register(instance(7000).withWeights(10, 1));
        consul.register(instance(7001));

        try (Watching watching = watch().awaitPorts(7000, 7001)) {
            assertThat(watching.weights()).containsExactly(10, 1);
        }
    }

    @Test
    void aChangeOfWeightIsAChangeOfTheSameEndpoint() {
        consul.register(instance(7000).withWeights(10, 1));
        try (Watching watching = watch().awaitWeights(10)) {
            Endpoint before = watching.kept().get(0);

            consul.register(instance(7000).withWeights(20, 1));

            watching.awaitWeights(20);
            assertThat(watching.kept()).containsExactly(before.withWeight(20));
            assertThat(watching.publications()).isEqualTo(2);
        }
    }

    /** A number that is none becomes 0 in the reference, which then may loop for ever. */
    @Test
    void weightsFromMetadataHaveADefaultForWhatIsMissingOrNoNumber() {
        consul.register(instance(7000).withMeta("balanceFactor", "50"));
        consul.register(instance(7001));
        consul.register(instance(7002).withMeta("balanceFactor", "many"));
        ConsulOptions options =
                at(consul).withWeights(ConsulWeights.fromMeta("balanceFactor", ConsulWeights.DEFAULT_METADATA_WEIGHT));

        try (Watching watching = Watching.of(service, options).awaitPorts(7000, 7001, 7002)) {
            assertThat(watching.weights()).containsExactly(50, 200, 200);

            consul.register(instance(7000).withMeta("balanceFactor", "60"));
            watching.awaitWeights(60, 200, 200);
        }
    }

    // ---- what is asked for

    @Test
    void onlyInstancesWithAllTagsAreAskedFor() {
        consul.register(instance(7000).withTags("blue"));
        consul.register(instance(7001).withTags("blue", "large"));

        try (Watching blue = watch(ServiceQuery.defaults().withTags("blue"));
                Watching both = watch(ServiceQuery.defaults().withTags("blue", "large"))) {
            blue.awaitPorts(7000, 7001);
            both.awaitPorts(7001);
        }
    }

    @Test
    void onlyInstancesThatPassTheFilterAreAskedFor() {
        consul.register(instance(7000).withMeta("version", "1"));
        consul.register(instance(7001).withMeta("version", "2"));

        try (Watching watching = watch(ServiceQuery.defaults().withFilter("Service.Meta.version == \"2\""))) {
            watching.awaitPorts(7001);
            assertThat(watching.problems()).isEmpty();
        }
    }

    @Test
    void aFilterThatConsulDoesNotUnderstandIsAFailureInItsOwnWords() {
        try (Watching watching = watch(ServiceQuery.defaults().withFilter("Service.Nothing == \"2\""))) {
            watching.awaitProblem("Selector \"Service.Nothing\" is not valid");
        }
    }

    @Test
    void instancesNearTheAgentAreAskedFor() {
        consul.register(instance(7000));

        try (Watching watching = watch(ServiceQuery.defaults().withNear("_agent"))) {
            watching.awaitPorts(7000);
        }
    }

    @Test
    void theDatacenterIsAskedFor() {
        consul.register(instance(7000));

        try (Watching here = watch(ServiceQuery.defaults().withDatacenter("dc1"));
                Watching nowhere = watch(ServiceQuery.defaults().withDatacenter("elsewhere"))) {
            here.awaitPorts(7000);
            assertThat(nowhere.awaitProblem("500").message()).contains("No path to datacenter");
        }
    }

    /** The real one here has no namespaces, and says so; what a query in one looks like is tested with a scripted agent. */
    @Test
    void theNamespaceIsAskedFor() {
        try (Watching watching = watch(ServiceQuery.defaults().withNamespace("team"))) {
            assertThat(watching.awaitProblem("400").message()).contains("\"ns\"", "Enterprise");
        }
    }

    @Test
    void staleAnswersAreFreshAtASingleServer() {
        consul.register(instance(7000));
        try (Watching watching = watch(ServiceQuery.defaults().withConsistency(Consistency.STALE))
                .awaitPorts(7000)) {
            consul.register(instance(7001));

            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void theAgentsCacheAnswersAndSeesChanges() {
        consul.register(instance(7000));
        try (Watching watching = watch(ServiceQuery.defaults().withConsistency(Consistency.CACHED))
                .awaitPorts(7000)) {
            consul.register(instance(7001));

            watching.awaitPorts(7000, 7001);
        }
    }

    /** One second is the shortest that one can ask for; the answer then is the same, and confirms it. */
    @Test
    void aQueryThatHangsToItsEndConfirmsTheSet() {
        consul.register(instance(7000));
        ConsulWatchOptions impatient = ConsulWatchOptions.defaults().withMaxWait(Duration.ofSeconds(1));
        try (Watching watching =
                Watching.of(service, at(consul).withWatch(impatient)).awaitPorts(7000)) {
            await().atMost(Watching.PATIENCE).until(() -> watching.answers() >= 3);

            assertThat(watching.publications()).isEqualTo(1);
            assertThat(watching.problems()).isEmpty();
        }
    }
}
