// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Picker;
import java.util.List;

/**
 * The members that are in service, and the picker over them: what the hot path reads. Immutable, replaced as a whole.
 *
 * @param <C> the connection
 * @param members indexed as the picker counts
 * @param picker chooses among them
 */
record Fleet<C>(List<Member<C>> members, Picker picker) {

    Fleet {
        members = List.copyOf(members);
    }

    static <C> Fleet<C> empty() {
        return new Fleet<>(List.of(), admission -> Picker.NONE);
    }

    Member<C> member(int index) {
        return members.get(index);
    }
}
