// SPDX-License-Identifier: Apache-2.0
package dev.hawser.internal.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes a look at every endpoint and that many ask for, such as why they must wait: looked up anew only when
 * it is no longer recent. Used under a pool's lock.
 *
 * @param <T> what is seen
 */
public final class Recent<T> {

    /** A tenth of what counts as a long wait by default. */
    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A look takes some 0.1 to 0.5 microseconds per endpoint, so this is a few percent of the time. */
    private static final long PER_ENDPOINT_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    private @Nullable T latest;
    private long seenAt;

    public T get(long now, int endpoints, Supplier<T> look) {
        T known = latest;
        if (known == null || now - seenAt > Math.max(RECENT_NANOS, endpoints * PER_ENDPOINT_NANOS)) {
            known = look.get();
            latest = known;
            seenAt = now;
        }
        return known;
    }
}
