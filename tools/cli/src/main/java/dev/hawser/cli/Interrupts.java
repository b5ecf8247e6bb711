// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns Ctrl-C, and a polite {@code kill}, into "finish now": the command is told, ends in its own way, and its exit
 * code is the process's.
 *
 * <p>The JVM offers no portable signal handler, but it runs shutdown hooks while the other threads go on. So a hook
 * tells the command and waits for it, and halts with the command's code when that is known; a command that does not
 * end in time is left behind with the code the JVM would have given.
 */
final class Interrupts {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private Interrupts() {}

    /** From now on an interrupt counts the returned latch down and waits for {@link #exit}. */
    static CountDownLatch soften() {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(stop), "hawser-interrupted"));
        return stop;
    }

    private static void finish(CountDownLatch stop) {
        stop.countDown();
        try {
            Runtime.getRuntime().halt(ended.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.err.println("hawser: it did not end by itself, so it was ended");
        }
    }

    /** Ends the process with this code, whether or not an interrupt waits for it. */
    static void exit(int code) {
        ended.complete(code);
        System.exit(code);
    }
}
