// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;

/** The threads that work on a pool: platform threads, or virtual ones where the JVM has them. */
public final class Crew {

    private Crew() {}

    /** Platform threads, daemons. */
    public static ThreadFactory platform() {
        return task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Virtual threads, by reflection: this code is compiled for Java 17. */
    public static ThreadFactory virtual() {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle start = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(start.invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("no virtual threads in Java " + Runtime.version(), e);
        }
    }

    /** Starts {@code count} threads, each with the work made for its index. */
    public static List<Thread> start(int count, ThreadFactory factory, IntFunction<Runnable> work) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(factory.newThread(work.apply(i)));
        }
        threads.forEach(Thread::start);
        return threads;
    }

    public static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Waits without a claim to the processor. */
    public static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            java.util.concurrent.locks.LockSupport.parkNanos(left);
        }
    }
}
