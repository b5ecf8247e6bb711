// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.balance.Admission;
import dev.hawser.balance.Picker;
import dev.hawser.endpoint.Address;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members that are in service, and the picker over them: what the hot path reads. Immutable, replaced as a whole.
 *
 * @param <C> the connection
 */
final class Fleet<C> {

    private final List<Member<C>> members;
    private final Map<Address, Member<C>> known;
    private final Picker picker;
    private final boolean weighed;
    private final boolean allWeightless;

    /** Where there is one only, there is nothing to pick. */
    private final @Nullable Member<C> only;

    /**
     * @param members in service, indexed as the picker counts
     * @param known all that discovery knows
     */
    Fleet(List<Member<C>> members, Map<Address, Member<C>> known, Picker picker, boolean usesLoad) {
        this.members = List.copyOf(members);
        this.known = Map.copyOf(known);
        this.picker = picker;
        this.only = members.size() == 1 ? members.get(0) : null;
        this.weighed = usesLoad && members.size() > 1;
        this.allWeightless = members.stream().allMatch(m -> m.endpoint().weight() == 0);
    }

    static <C> Fleet<C> empty() {
        return new Fleet<>(List.of(), Map.of(), admission -> Picker.NONE, false);
    }

    /**
     * Enters a connection that has room.
     *
     * @param idle told of each member whose turn came while it had no connection
     * @return null if there is none
     */
    @Nullable
    SharedConnection<C> enter(Choice choice, Consumer<Member<C>> idle) {
        Member<C> single = only;
        if (choice.only().isEmpty() && choice.avoid().isEmpty()) {
            return single == null ? enterAmong(Admission.ALL, idle) : enter(single, idle);
        }
        if (choice.only().isPresent()) {
            Member<C> wanted = known.get(choice.only().get());
            return wanted == null ? null : enterInsisting(wanted, idle);
        }
        return enterAmong(spares(choice.avoid()), idle);
    }

    /** Those who are not to be avoided, if one of them is in service, connected or not; else everybody. */
    private Admission spares(Set<Address> avoid) {
        for (Member<C> member : members) {
            boolean hasTurns = allWeightless || member.endpoint().weight() > 0;
            if (!avoid.contains(member.address()) && hasTurns && member.health.admits()) {
                return i -> !avoid.contains(members.get(i).address());
            }
        }
        return Admission.ALL;
    }

    private @Nullable SharedConnection<C> enter(Member<C> member, Consumer<Member<C>> idle) {
        SharedConnection<C> entered = member.enter(weighed);
        if (entered == null && member.isUnconnected()) {
            idle.accept(member);
            entered = member.enter(weighed); // connected already, if all that happens on this thread
        }
        return entered;
    }

    /** For a call that has no other choice: an endpoint that is left alone by others is better than none. */
    private @Nullable SharedConnection<C> enterInsisting(Member<C> member, Consumer<Member<C>> idle) {
        SharedConnection<C> entered = enter(member, idle);
        return entered == null ? member.enterUntrusted(weighed) : entered;
    }

    private @Nullable SharedConnection<C> enterAmong(Admission admission, Consumer<Member<C>> idle) {
        int index = picker.pick(admission);
        if (index == Picker.NONE) {
            return null;
        }
        SharedConnection<C> entered = enter(members.get(index), idle);
        for (int races = 0; entered == null && races <= members.size(); races++) {
            index = picker.pick(i -> admission.admits(i) && members.get(i).hasRoom());
            if (index == Picker.NONE) {
                return null;
            }
            entered = members.get(index).enter(weighed);
        }
        return entered;
    }

    boolean knows(Address endpoint) {
        return known.containsKey(endpoint);
    }

    boolean isDrained(Address endpoint) {
        Member<C> member = known.get(endpoint);
        return member != null && member.steered.isDrained();
    }

    boolean admits(Address endpoint) {
        Member<C> member = known.get(endpoint);
        return member != null && !member.steered.isDrained() && member.health.admits();
    }

    Picker picker() {
        return picker;
    }

    List<Member<C>> members() {
        return members;
    }
}
