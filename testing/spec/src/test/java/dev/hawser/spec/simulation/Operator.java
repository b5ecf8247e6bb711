// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.endpoint.Address;
import dev.hawser.view.PoolControl;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Somebody who drains and weighs endpoints at any time, and takes it back; in every third run, so that others stay as they were. */
final class Operator {

    /** One thing in so many that happen is his. */
    private static final int SELDOM = 20;

    private final Random dice;
    private final Consumer<String> note;
    private final boolean there;
    private final Set<Address> drained = new TreeSet<>();

    Operator(long seed, Consumer<String> note) {
        this.dice = new Random(seed);
        this.there = Math.floorMod(seed, 3) == 2;
        this.note = note;
    }

    /** Who must not get anything now. */
    Set<Address> drained() {
        return drained;
    }

    boolean isDrained(Address address) {
        return drained.contains(address);
    }

    /** Discovery says so: what it doesn't know any more is forgotten. */
    void know(Collection<Address> known) {
        drained.retainAll(known);
    }

    void act(PoolControl control, Collection<Address> known) {
        if (!there || known.isEmpty() || dice.nextInt(SELDOM) > 0) {
            return;
        }
        Address address = List.copyOf(known).get(dice.nextInt(known.size()));
        if (dice.nextInt(3) == 0) {
            OptionalInt weight = dice.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(1 + dice.nextInt(9));
            note.accept("weigh " + address + " " + weight);
            control.weigh(address, weight);
        } else if (drained.remove(address)) {
            note.accept("undrain " + address);
            control.undrain(address);
        } else {
            note.accept("drain " + address);
            drained.add(address);
            control.drain(address);
        }
    }

    /** Takes everything back. */
    void takeBack(PoolControl control, Collection<Address> known) {
        for (Address address : known) {
            drained.remove(address);
            control.undrain(address);
            control.weigh(address, OptionalInt.empty());
        }
    }
}
