// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes and random faults at once: when it is quiet again, what the discovery says is what the server holds, so
 * there is no ghost and nobody missing; and at no time is anybody twice, or everybody gone, because one always stays. The
 * seed is in the test's name, and the same seed does the same things to the server.
 */
class FollowingModelTest extends ApiServerScene {
    private static final int ROUNDS = 8;
    private static final int STEPS = 12;
    private static final int NAMES = 8;

    private final Map<String, String> model = new TreeMap<>();

    @Override
    ApiCollection collection() {
        return ApiCollection.TINY_MODULES;
    }

    @Override
    Discovery discovery(KubernetesOptions options) {
        return KubernetesResources.of(ResourceOptions.tinyModules(), options);
    }

    @Override
    void put(String name, String address) {
        server.put(collection(), Modules.json(name, address));
        model.put(name, address);
    }

    private void deleteAny(String name) {
        delete(name);
        model.remove(name);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whenItIsQuietTheDiscoveryKnowsWhatTheServerHolds(long seed) {
        Random random = new Random(seed);
        follow();

        for (int round = 0; round < ROUNDS; round++) {
            for (int step = 0; step < STEPS; step++) {
                act(random);
            }
            server.heal();
            untilAsserted(() -> assertThat(found()).isEqualTo(expected()));
        }

        assertNeverEmpty();
        assertThat(heard.answers())
                .allSatisfy(answer ->
                        assertThat(answer.stream().map(Endpoint::address)).doesNotHaveDuplicates());
    }

    /** Changes are as frequent as all faults together. The first two modules, put by the scene, stay. */
    private void act(Random random) {
        String name = "m" + random.nextInt(NAMES);
        switch (random.nextInt(18)) {
            case 0, 1, 2, 3, 4 -> put(name, "10.2.0." + random.nextInt(NAMES) + ":1");
            case 5, 6, 7 -> deleteAny(name);
            case 8 -> put(name, "");
            case 9 -> server.dropConnections();
            case 10 -> server.endWatches();
            case 11 -> server.forgetHistory();
            case 12 -> server.expireWatches();
            case 13 -> server.once(asked(random), Answer.status(410));
            case 14 -> server.once(asked(random), Answer.status(500));
            case 15 -> server.once(asked(random), Answer.hangUp());
            case 16 -> server.bookmark(collection());
            default -> {
                server.down();
                put(name, "10.2.0." + random.nextInt(NAMES) + ":1");
                server.up();
            }
        }
    }

    private static Asked asked(Random random) {
        return random.nextBoolean() ? Asked.LIST : Asked.WATCH;
    }

    /** Names by address, since several may share one. */
    private Map<String, Set<String>> expected() {
        Map<String, Set<String>> expected = new TreeMap<>();
        model.forEach((name, address) -> {
            if (!address.isEmpty()) {
                expected.computeIfAbsent(address, first -> new HashSet<>()).add(name);
            }
        });
        return expected;
    }

    private Map<String, Set<String>> found() {
        return heard.latest().stream()
                .collect(Collectors.toMap(
                        endpoint -> endpoint.address().toString(),
                        endpoint -> Set.of(endpoint.attributes().get("name").split(","))));
    }
}
