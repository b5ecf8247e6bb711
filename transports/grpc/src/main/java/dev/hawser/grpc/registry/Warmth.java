// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

/** When the channels of a {@link ChannelRegistry} connect. */
public enum Warmth {
    /** At the first call, and again at the next call after they went idle. */
    LAZY,
    /** As soon as they are registered; afterwards like {@link #LAZY}. */
    PRE_WARMED,
    /** As soon as they are registered, and again at each health check that finds them idle. */
    KEPT_WARM
}
