// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.kubernetes.ResourceOptions;
import dev.hawser.kubernetes.TestReaders;
import dev.hawser.kubernetes.TestResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** As many resources as a pool takes. */
class ManyResourcesTest {
    private static final int MANY = 10_000;
    private static final int EVENTS = 101;

    /** The acceptance figure: an update of 10,000 is applied within 100 ms. The median, because machines pause. */
    @Test
    void oneChangeAmongTenThousandIsUnderstoodInTime() throws Exception {
        ListWatch<?> rules = new ListWatch<>(
                TestReaders.resources(ResourceOptions.tinyModules()), new Pace(Duration.ofMinutes(5), new Random(1)));
        List<Resource> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(module(i, "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256));
        }
        rules.onPage(new Page(all, "1", Optional.empty()), 0);
        rules.onWatching(0);

        List<Duration> took = new ArrayList<>();
        Step last = rules.begin();
        for (int i = 0; i < EVENTS; i++) {
            String line = "{\"type\": \"MODIFIED\", \"object\": %s}".formatted(json(i, "11.0.0." + i));
            long from = System.nanoTime();
            last = rules.onEvent(WatchEvent.parse(line), i);
            took.add(Duration.ofNanos(System.nanoTime() - from));
        }

        assertThat(last.news())
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Known.class, known -> assertThat(known.endpoints()).hasSize(MANY));
        Collections.sort(took);
        assertThat(took.get(EVENTS / 2)).isLessThan(Duration.ofMillis(100));
    }

    private static Resource module(int i, String host) {
        return TestResources.of(json(i, host));
    }

    private static String json(int i, String host) {
        return """
                {"metadata": {"namespace": "ns", "name": "m%d", "resourceVersion": "7"}, "status": {"addr": "%s:1"}}
                """.formatted(i, host);
    }
}
