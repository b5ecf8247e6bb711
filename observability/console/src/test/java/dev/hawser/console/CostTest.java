// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.EndpointState;
import dev.hawser.view.EndpointView;
import dev.hawser.view.PoolControl;
import dev.hawser.view.PoolView;
import dev.hawser.view.Viewed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processor time, which a busy machine doesn't lengthen as it does the time of day. */
@Tag("long") // it counts whole seconds
class CostTest {
    private static final int ENDPOINTS = 1000;
    private static final int WARM = 10;
    private static final int COUNTED = 5;
    private static final double MOST_MILLIS = 100;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A pool at whose endpoints something happens each second. */
    private static final class Busy implements Viewed {
        private volatile int looks;

        @Override
        public PoolView view() {
            int look = looks + 1;
            looks = look;
            List<EndpointView> endpoints = new ArrayList<>(ENDPOINTS);
            for (int i = 0; i < ENDPOINTS; i++) {
                String address = "10.0." + i / 250 + "." + i % 250 + ":7001";
                endpoints.add(StagePool.endpoint(address, EndpointState.UP, (long) look * (100 + i)));
            }
            return StagePool.view("kv", StagePool.use(look * 600_000L, look * 10L, 3), endpoints);
        }

        @Override
        public PoolControl control() {
            throw new UnsupportedOperationException("not steered here");
        }

        @Override
        public boolean isClosed() {
            return false;
        }
    }

    @Test
    void aThousandEndpointsThatSomebodyWatchesTakeLessThanATenthOfAProcessor() throws IOException {
        try (Console console = Console.builder().port(0).start();
                Browser.Stream stream = new Browser.Stream(console)) {
            console.watch(new Busy());
            for (int i = 0; i < WARM; i++) {
                stream.next("pools");
            }

            Map<Long, Long> before = spent();
            for (int i = 0; i < COUNTED; i++) {
                stream.next("pools");
            }
            Map<Long, Long> after = spent();

            double millis = after.entrySet().stream()
                            .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                            .sum()
                    / 1e6
                    / COUNTED;
            System.out.printf("1,000 endpoints: %.1f ms of processor time a second%n", millis);
            assertThat(millis).isBetween(0.01, MOST_MILLIS);
        }
    }

    /** Of the console's threads, by their ids. */
    private static Map<Long, Long> spent() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hawser-"))
                .collect(Collectors.toMap(Thread::getId, thread -> THREADS.getThreadCpuTime(thread.getId())));
    }
}
