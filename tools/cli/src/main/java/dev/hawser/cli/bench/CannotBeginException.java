// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import dev.hawser.HawserException;
import dev.hawser.endpoint.Address;
import dev.hawser.view.PoolView;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** There is nothing to measure: nobody can be reached, or nothing can be asked. The message is for users. */
final class CannotBeginException extends HawserException {
    private static final long serialVersionUID = 1L;

    private final transient Map<Address, String> reasons;

    CannotBeginException(String message, Map<Address, String> reasons, Throwable cause) {
        super(message, cause);
        this.reasons = new TreeMap<>(reasons);
    }

    /** Nobody can be reached, for a reason each. */
    static CannotBeginException unreachable(String target, Map<Address, ?> reasons, Throwable cause) {
        return new CannotBeginException(
                "no server of " + target + " can be reached",
                reasons.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().toString())),
                cause);
    }

    /**
     * Nobody is known, so there is nobody to try.
     *
     * @param source what the pool says of where its endpoints come from
     */
    static CannotBeginException nobody(String target, PoolView.Source source, Throwable cause) {
        String why = source.problem().orElse(source.age().isPresent() ? "it names none" : "no answer yet");
        return new CannotBeginException(
                "no server of " + target + " is known: " + source.words() + ": " + why, Map.of(), cause);
    }

    /** Why each endpoint cannot be used; may be empty. */
    Map<Address, String> reasons() {
        return reasons;
    }
}
