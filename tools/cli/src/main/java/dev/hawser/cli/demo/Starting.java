// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.time.Threads;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that takes a while and is done on a thread of its own. */
final class Starting {

    private final FutureTask<Void> task;

    private Starting(FutureTask<Void> task) {
        this.task = task;
    }

    /** What is to be done. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    static Starting of(String name, Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Threads.daemons("demo-" + name).newThread(task).start();
        return new Starting(task);
    }

    /** Waits until it is done, and passes on what it threw. */
    void await() throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
