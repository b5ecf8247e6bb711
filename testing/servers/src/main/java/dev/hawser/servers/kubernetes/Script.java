// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Which requests get what for an answer. Not safe for use by several threads. */
final class Script {

    private final Map<Asked, Answer> always = new EnumMap<>(Asked.class);
    private final Map<Asked, Deque<Answer>> once = new EnumMap<>(Asked.class);

    void always(Asked asked, Answer answer) {
        always.put(asked, answer);
    }

    void once(Asked asked, Answer answer) {
        once.computeIfAbsent(asked, kind -> new ArrayDeque<>()).add(answer);
    }

    void heal() {
        always.clear();
        once.clear();
    }

    Optional<Answer> next(Asked asked) {
        Deque<Answer> queued = once.getOrDefault(asked, new ArrayDeque<>());
        return queued.isEmpty() ? Optional.ofNullable(always.get(asked)) : Optional.of(queued.remove());
    }
}
