// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.time.Time;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What calls work with.
 *
 * @param name the channel's
 * @param time for backoff
 * @param executor where attempts begin after a backoff, and where callers hear of a call that has no attempt under way,
 *     unless the call brings its own
 * @param random for jitter
 */
record Means(String name, Time time, Executor executor, RandomGenerator random) {}
