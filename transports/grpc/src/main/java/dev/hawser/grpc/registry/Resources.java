// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import dev.hawser.time.Time;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** The clock and the threads of a registry, and which of them end with it. */
record Resources(Time time, Executor executor, List<Runnable> endings) {

    static Resources of(ChannelRegistryBuilder chosen) {
        List<Runnable> endings = new java.util.ArrayList<>();
        Time time = chosen.time.orElseGet(() -> {
            SystemTime own = new SystemTime(chosen.name);
            endings.add(own::close);
            return own;
        });
        Executor executor = chosen.executor.orElseGet(() -> {
            ExecutorService own = Threads.blocking("hawser-" + chosen.name);
            endings.add(() -> Threads.end(own));
            return own;
        });
        return new Resources(time, executor, endings);
    }

    void close() {
        endings.forEach(Runnable::run);
    }
}
