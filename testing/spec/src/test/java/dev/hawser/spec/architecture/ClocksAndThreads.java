// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What reads a clock, sleeps, or starts a thread: the calls that belong in {@code dev.hawser.time} alone. */
final class ClocksAndThreads {
    private static final Map<Class<?>, Set<String>> BY_NAME = Map.of(
            System.class, Set.of("nanoTime", "currentTimeMillis"),
            Thread.class, Set.of("<init>", "sleep", "startVirtualThread", "ofVirtual", "ofPlatform"),
            TimeUnit.class, Set.of("sleep"),
            ThreadPoolExecutor.class, Set.of("<init>"),
            ForkJoinPool.class, Set.of("<init>", "commonPool"),
            CompletableFuture.class, Set.of("delayedExecutor", "orTimeout", "completeOnTimeout"));

    private static final Set<Class<?>> TIMERS =
            Set.of(ScheduledExecutorService.class, ScheduledThreadPoolExecutor.class, Timer.class, TimerTask.class);

    private ClocksAndThreads() {}

    static boolean isOne(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        JavaClass owner = target.getOwner();
        boolean named = BY_NAME.entrySet().stream()
                .anyMatch(entry ->
                        owner.isEquivalentTo(entry.getKey()) && entry.getValue().contains(target.getName()));
        return named || owner.isEquivalentTo(Executors.class) || readsWallClock(target) || borrowsThreads(target);
    }

    static boolean isTimer(JavaClass type) {
        return TIMERS.stream().anyMatch(type::isEquivalentTo);
    }

    private static boolean readsWallClock(AccessTarget target) {
        JavaClass owner = target.getOwner();
        return owner.isEquivalentTo(Clock.class)
                || (owner.getPackageName().equals("java.time")
                        && target.getName().equals("now"));
    }

    /** {@code supplyAsync(work)} without an executor runs on a pool that nobody passed in. */
    private static boolean borrowsThreads(AccessTarget target) {
        boolean future = target.getOwner().isEquivalentTo(CompletableFuture.class)
                || target.getOwner().isEquivalentTo(CompletionStage.class);
        return future
                && target.getName().endsWith("Async")
                && target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Executor.class));
    }
}
