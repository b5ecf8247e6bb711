// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import java.time.Duration;

/**
 * When the operating system asks whether a silent peer is still there ({@code SO_KEEPALIVE} and its three settings).
 *
 * <p>It notices that a peer's machine or the path to it is gone, on a connection where nothing is sent; it does not
 * notice a peer whose kernel is well but whose program hangs. Where the system lacks one of the settings (they are
 * there on Linux and macOS), its own default holds for that one.
 *
 * @param idle silence before the first question, in whole seconds
 * @param interval between questions, in whole seconds
 * @param count unanswered questions after which the connection is broken
 */
public record KeepAliveOptions(Duration idle, Duration interval, int count) {

    /** Dead peers are found after 15 + 3 × 5 = 30 seconds; Linux by itself takes more than two hours. */
    public static final Duration DEFAULT_IDLE = Duration.ofSeconds(15);

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
    public static final int DEFAULT_COUNT = 3;

    public KeepAliveOptions {
        if (idle.toSeconds() < 1) {
            throw new IllegalArgumentException("idle: " + idle + " (expected: >= 1s)");
        }
        if (interval.toSeconds() < 1) {
            throw new IllegalArgumentException("interval: " + interval + " (expected: >= 1s)");
        }
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
    }

    /** Asks after 15 s of silence, then each 5 s, and gives up after 3 questions. */
    public static KeepAliveOptions defaults() {
        return new KeepAliveOptions(DEFAULT_IDLE, DEFAULT_INTERVAL, DEFAULT_COUNT);
    }

    public KeepAliveOptions withIdle(Duration value) {
        return new KeepAliveOptions(value, interval, count);
    }

    public KeepAliveOptions withInterval(Duration value) {
        return new KeepAliveOptions(idle, value, count);
    }

    public KeepAliveOptions withCount(int value) {
        return new KeepAliveOptions(idle, interval, value);
    }
}
