// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialTest {
    private final Serial serial = new Serial();

    @Test
    void aTaskBroughtByATaskRunsAfterIt() {
        List<String> order = new ArrayList<>();

        serial.execute(() -> {
            serial.execute(() -> order.add("inner"));
            order.add("outer");
        });

        assertThat(order).containsExactly("outer", "inner");
    }

    /** As other languages of the JVM do; what runs tasks stopped for good. */
    @Test
    void aTaskThatThrowsAnUndeclaredCheckedExceptionHarmsNoOther() {
        List<String> ran = new ArrayList<>();
        serial.execute(() -> SerialTest.<RuntimeException>sneak(new Exception("thrown by a test")));
        serial.execute(() -> ran.add("last"));

        assertThat(ran).containsExactly("last");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Exception> void sneak(Exception thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() {
        List<String> ran = new ArrayList<>();
        serial.execute(() -> {
            serial.execute(() -> ran.add("next"));
            throw new IllegalStateException("thrown by a test");
        });
        serial.execute(() -> ran.add("last"));

        assertThat(ran).containsExactly("next", "last");
    }

    /** The counter is a plain field: it comes out right only if tasks exclude and see each other. */
    @Test
    void tasksOfManyThreadsRunOneAtATime() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        int[] count = {0};
        CountDownLatch done = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                for (int n = 0; n < each; n++) {
                    serial.execute(() -> count[0]++);
                }
                done.countDown();
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(count[0]).isEqualTo(threads * each);
    }
}
