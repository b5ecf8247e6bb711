// SPDX-License-Identifier: Apache-2.0
package dev.hawser.call;

import dev.hawser.endpoint.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * One attempt at a call, for the report that a failed call carries.
 *
 * @param number 1 for the first
 * @param endpoint whom it went to; absent if no connection could be had
 * @param took from asking for a connection to the end; absent if its time was not taken
 * @param result in words: the status and its description
 * @param next in words: why another attempt was made after it, or why not
 */
public record Attempt(int number, Optional<Address> endpoint, Optional<Duration> took, String result, String next) {

    @Override
    public String toString() {
        String whom = endpoint.map(Address::toString).orElse("no endpoint");
        String after = took.map(time -> " after " + time.toMillis() + "ms").orElse("");
        return "#" + number + " " + whom + after + ": " + result + " (" + next + ")";
    }
}
