// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.simulation;

import dev.hawser.endpoint.Address;

/** A simulated connection, and what is known about it from outside of the pool. */
final class Link {

    final int number;
    final Address address;
    final long openedAt;

    /** Whether it arrived after the pool had stopped waiting for it: such a one never had a place in the pool. */
    final boolean late;

    boolean closed;
    boolean dead;
    boolean broken;
    boolean probing;
    long idleSince;
    long probedAt;
    int holder;

    Link(int number, Address address, long now, boolean late) {
        this.number = number;
        this.address = address;
        this.openedAt = now;
        this.idleSince = now;
        this.probedAt = now;
        this.late = late;
    }

    @Override
    public String toString() {
        return "link " + number + " to " + address;
    }
}
