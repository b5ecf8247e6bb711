// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.grpc;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The channels by name, in the order in which reports list them. All are used as any channel is. */
public final class ChannelPools {

    /** Hawser as it comes: its calls fail over. */
    public static final String HAWSER = "hawser";

    /** Hawser, with failover off: what the peers do. */
    public static final String DIRECT = "hawser-direct";

    public static final String GAX = "gax";
    public static final String GCP = "grpc-gcp";

    /** No pool: the floor. */
    public static final String ONE_CHANNEL = "one-channel";

    /** No pool either, but several channels. */
    public static final String ROUND_ROBIN = "bare-round-robin";

    /** What a server takes by default, and Hawser's own limit. */
    private static final int CALLS_PER_CHANNEL = 100;

    private static final Map<String, Opener> FIXED = new LinkedHashMap<>();

    static {
        FIXED.put(HAWSER, (line, n) -> HawserChannels.fixed(line, n, true));
        FIXED.put(DIRECT, (line, n) -> HawserChannels.fixed(line, n, false));
        FIXED.put(GAX, GaxChannels::fixed);
        FIXED.put(GCP, GcpChannels::fixed);
        FIXED.put(ROUND_ROBIN, ChannelPools::roundRobin);
        FIXED.put(ONE_CHANNEL, (line, n) -> line.builder().build());
    }

    private ChannelPools() {}

    public static List<String> names() {
        return List.copyOf(FIXED.keySet());
    }

    /** Opens a pool with a fixed number of channels to each server, or, where a pool knows none, to all of them. */
    static ManagedChannel open(String name, Line line, int channels) {
        Opener opener = FIXED.get(name);
        if (opener == null) {
            throw new IllegalArgumentException("pool: '" + name + "' (expected: one of " + names() + ")");
        }
        return opener.open(line, channels);
    }

    /** Opens a pool that begins with one channel and may have so many. */
    static ManagedChannel growing(String name, Line line, int max) {
        return switch (name) {
            case HAWSER -> HawserChannels.growing(line, max, true);
            case DIRECT -> HawserChannels.growing(line, max, false);
            case GAX -> GaxChannels.growing(line, max, CALLS_PER_CHANNEL);
            case GCP -> GcpChannels.growing(line, max, CALLS_PER_CHANNEL);
            default -> throw new IllegalArgumentException("pool: '" + name + "' (expected: one that grows)");
        };
    }

    /** Opens a pool whose channels are replaced at that age. */
    static ManagedChannel aging(String name, Line line, int channels, Duration age) {
        return switch (name) {
            case HAWSER -> HawserChannels.aging(line, channels, age, true);
            case DIRECT -> HawserChannels.aging(line, channels, age, false);
            default -> throw new IllegalArgumentException("pool: '" + name + "' (expected: one of Hawser's)");
        };
    }

    private static ManagedChannel roundRobin(Line line, int channels) {
        List<ManagedChannel> all = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            all.add(line.builder().build());
        }
        return new RoundRobin(all);
    }

    private interface Opener {
        ManagedChannel open(Line line, int channels);
    }
}
