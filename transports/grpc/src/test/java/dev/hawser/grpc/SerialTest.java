// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialTest {
    private final Serial serial = new Serial();
    private final List<String> ran = new ArrayList<>();

    @Test
    void aStepFromWithinAStepRunsAfterIt() {
        serial.run(() -> {
            serial.run(() -> ran.add("second"));
            serial.run(() -> ran.add("third"));
            assertThat(serial.hasBacklog()).isTrue();
            ran.add("first");
        });

        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(serial.hasBacklog()).isFalse();
    }

    @Test
    void whatWasLeftByStepsThatWereLeftRunsToo() {
        assertThat(serial.tryEnter()).isTrue();
        serial.run(() -> serial.run(() -> ran.add("last")));
        serial.run(() -> ran.add("before"));
        assertThat(ran).isEmpty();

        serial.exit();

        assertThat(ran).containsExactly("before", "last");
        assertThat(serial.tryEnter()).isTrue();
    }

    @Test
    void nobodyEntersTwice() {
        assertThat(serial.tryEnter()).isTrue();
        assertThat(serial.tryEnter()).isFalse();
    }

    @Test
    void aStepThatThrowsTakesNoneWithIt() {
        assertThatThrownBy(() -> serial.run(() -> {
                    serial.run(() -> {
                        throw new IllegalStateException("left");
                    });
                    serial.run(() -> ran.add("after"));
                    throw new IllegalArgumentException("own");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(ran).containsExactly("after");
        assertThat(serial.tryEnter()).isTrue();
    }

    /** What steps write has no lock of its own here: lost updates would show that two ran at once, or unseen. */
    @Test
    void stepsOfManyThreadsRunOneAtATimeInTheOrderOfEachThreadAndNoneIsLost() throws Exception {
        int threads = 4;
        int steps = 50_000;
        int[] latest = new int[threads];
        long[] count = new long[2];
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> {
                    awaitQuietly(begin);
                    for (int i = 1; i <= steps; i++) {
                        int number = i;
                        Runnable step = () -> {
                            count[0]++;
                            count[1] += number == ++latest[thread] ? 0 : 1;
                        };
                        if (i % 3 == 0 && serial.tryEnter()) { // as calls do
                            step.run();
                            serial.exit();
                        } else {
                            serial.run(step);
                        }
                    }
                }))
                .toList();

        all.forEach(Thread::start);
        begin.countDown();
        for (Thread each : all) {
            each.join(TimeUnit.SECONDS.toMillis(30));
        }

        assertThat(serial.tryEnter()).isTrue(); // all have left, and what they wrote is seen
        assertThat(count[0]).isEqualTo((long) threads * steps);
        assertThat(count[1]).as("steps out of order").isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
