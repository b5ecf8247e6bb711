// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a resolver found, and for how long it holds.
 *
 * @param records in any order; none if the name has no record of the kind asked for
 * @param timeToLive the lowest of all records that led here, those of aliases included; empty if the resolver can't
 *     tell. Zero means "for this once": whoever asks again and again should have a floor of its own
 */
public record DnsAnswer<T>(List<T> records, Optional<Duration> timeToLive) {

    public DnsAnswer {
        records = List.copyOf(records);
        requireNonNull(timeToLive, "timeToLive");
        if (timeToLive.isPresent() && timeToLive.get().isNegative()) {
            throw new IllegalArgumentException("timeToLive: " + timeToLive.get() + " (expected: >= 0)");
        }
    }

    /** An answer of which nobody knows how long it holds. */
    public static <T> DnsAnswer<T> of(List<T> records) {
        return new DnsAnswer<>(records, Optional.empty());
    }

    /** The same answer, with that time to live. */
    public DnsAnswer<T> withTimeToLive(Duration value) {
        return new DnsAnswer<>(records, Optional.of(value));
    }
}
