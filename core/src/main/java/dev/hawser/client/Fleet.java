// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Picker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that are in service, and the picker over them: what the hot path reads. Immutable, replaced as a whole.
 *
 * @param <C> the connection
 */
final class Fleet<C> {

    private final List<Member<C>> members;
    private final Picker picker;

    /** Where there is one only, there is nothing to pick. */
    private final @Nullable Member<C> only;

    /** @param members indexed as the picker counts */
    Fleet(List<Member<C>> members, Picker picker) {
        this.members = List.copyOf(members);
        this.picker = picker;
        this.only = members.size() == 1 ? members.get(0) : null;
    }

    static <C> Fleet<C> empty() {
        return new Fleet<>(List.of(), admission -> Picker.NONE);
    }

    /** Whose turn it is, busy or not; null if nobody is in service. */
    @Nullable
    Member<C> next() {
        Member<C> single = only;
        if (single != null) {
            return single;
        }
        int index = picker.pick(Admission.ALL);
        return index == Picker.NONE ? null : members.get(index);
    }

    Picker picker() {
        return picker;
    }

    Member<C> member(int index) {
        return members.get(index);
    }

    List<Member<C>> members() {
        return members;
    }
}
