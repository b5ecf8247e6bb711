// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal;

import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import dev.hawser.view.Setting;
import dev.hawser.view.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The clock and the threads a pool runs on: the user's, which are left alone, or the pool's own, which end with it.
 *
 * @param time the clock and timers
 * @param executor runs what blocks: closing connections, looking names up
 * @param ending ends what is the pool's own
 */
public record Resources(Time time, Executor executor, Runnable ending) implements AutoCloseable {

    /** The user's, or new ones that are called after the pool. */
    public static Resources of(Optional<Time> users, Optional<Executor> usersExecutor, String name) {
        Runnable endTime = () -> {};
        Time time;
        if (users.isPresent()) {
            time = users.get();
        } else {
            SystemTime own = new SystemTime(name);
            time = own;
            endTime = own::close;
        }
        Runnable endThreads = () -> {};
        Executor executor;
        if (usersExecutor.isPresent()) {
            executor = usersExecutor.get();
        } else {
            ExecutorService own = Threads.blocking("hawser-" + name);
            executor = own;
            endThreads = () -> Threads.end(own);
        }
        Runnable first = endTime;
        Runnable second = endThreads;
        return new Resources(time, executor, () -> {
            first.run();
            second.run();
        });
    }

    /** Whose they are, among what a pool was built with. */
    public static Map<String, Setting> settings(Optional<Time> users, Optional<Executor> usersExecutor) {
        return new Settings()
                .add("time", whose(users))
                .add("executor", whose(usersExecutor))
                .toMap();
    }

    private static String whose(Optional<?> users) {
        return users.isPresent() ? "given" : "the pool's own";
    }

    /** Runs work that may block; right here if there is no thread for it, since the pool is closed or there are too many. */
    public void inBackground(Runnable work) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                work.run();
            }
        };
        try {
            executor.execute(once);
        } catch (RuntimeException | Error refused) {
            once.run();
        }
    }

    @Override
    public void close() {
        ending.run();
    }
}
