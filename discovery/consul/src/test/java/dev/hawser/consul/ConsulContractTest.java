// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static dev.hawser.consul.FakeConsul.reply;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.DiscoveryContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** What every discovery keeps, kept by this one. The sockets are real, so settling takes a moment of real time. */
class ConsulContractTest extends DiscoveryContract {
    private static final int ROUNDS = 25;

    private final FakeConsul consul = new FakeConsul();

    /** The first query loads the HTTP client, which takes longer than the tests wait. */
    @BeforeAll
    static void warmUp() {
        try (FakeConsul other = new FakeConsul();
                ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(other.uri()))) {
            watch.hears(1);
        }
    }

    @AfterEach
    void end() {
        consul.close();
    }

    private static Endpoint endpoint(String id, String host) {
        return Endpoint.of(host + ":7000")
                .withAttributes(Map.of(
                        Attributes.STATE, "passing",
                        Attributes.NODE, "n1",
                        Attributes.ZONE, "dc1",
                        ConsulDiscovery.ID_ATTRIBUTE, id));
    }

    @Override
    protected List<Endpoint> initial() {
        return List.of(endpoint("a", "10.0.0.1"), endpoint("b", "10.0.0.2"));
    }

    @Override
    protected Discovery create() {
        change(initial());
        return ConsulDiscovery.of("kv", ConsulOptions.at(consul.uri()));
    }

    @Override
    protected boolean change(List<Endpoint> endpoints) {
        consul.always(null);
        consul.set(endpoints.stream()
                .map(each -> instance(
                        each.attributes().get(ConsulDiscovery.ID_ATTRIBUTE),
                        each.address().host(),
                        each.address().port()))
                .toArray(String[]::new));
        return true;
    }

    @Override
    protected boolean breakDown() throws IOException {
        consul.always(reply(500, "", "No cluster leader"));
        consul.breakOff();
        return true;
    }

    @Override
    protected void settle() {
        try {
            settleInSteps();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settleInSteps() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            executor.runAll();
            time.advance(Duration.ofMillis(400));
            executor.runAll();
            consul.pause();
        }
    }
}
