// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each server is asked for a sign of life.
 *
 * <p>A server that finds it too often ends the connection with ENHANCE_YOUR_CALM, and the time is doubled for its next
 * one. gRPC does that for each channel, but a channel of ours does not live to see its second connection.
 */
final class KeepAlive {

    private static final Duration LONGEST = Duration.ofHours(2);

    private final Duration usual;
    private final Map<Address, Duration> calmer = new ConcurrentHashMap<>();

    KeepAlive(Duration usual) {
        this.usual = usual;
    }

    Duration time(Address server) {
        return calmer.getOrDefault(server, usual);
    }

    void tooOften(Address server) {
        calmer.compute(server, (address, now) -> doubled(now == null ? usual : now));
    }

    private static Duration doubled(Duration time) {
        return time.compareTo(LONGEST.dividedBy(2)) > 0 ? max(time, LONGEST) : time.multipliedBy(2);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
