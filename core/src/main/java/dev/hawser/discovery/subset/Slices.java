// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import dev.hawser.endpoint.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One client's slice of the servers, where clients are numbered: see {@link SubsetOptions}.
 *
 * <p>Clients come in groups, each with its own order of the servers, so that the few who share a server's load when it is
 * down are others in each group. In a group the order is a ring that is cut into slices, 1/n each, n a power of two. Client m
 * begins its slice at the m-th number of the binary van der Corput sequence (0, 1/2, 1/4, 3/4, 1/8 …). Any n clients in a row
 * that begin at a multiple of n begin 1/n apart, so their slices fit together and cover the ring once. And since the beginning
 * doesn't depend on n, twice as many slices are the first halves of those before.
 */
final class Slices {

    /**
     * Clients to a group, unless there are more slices than that. Fewer would spread the load of a server that is down more
     * widely; more would let the number of slices grow further without a new order. 64 does for 4,095 servers at a size of 32.
     */
    static final int GROUP = 64;

    private final SubsetOptions options;
    private final int client;
    private int cuts;

    Slices(SubsetOptions options) {
        this.options = options;
        this.client = options.clientIndex().orElse(0);
    }

    List<Address> of(Collection<Address> servers) {
        cuts = cuts(servers.size());
        int group = Math.max(GROUP, cuts);
        int bits = Integer.numberOfTrailingZeros(group);
        List<Address> ring = Order.of(servers, options.seed() + client / group);
        long place = Integer.reverse(client % group) >>> (Integer.SIZE - bits);
        int from = (int) (place * ring.size() / group);
        int to = (int) ((place + group / cuts) * ring.size() / group);
        List<Address> slice = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            slice.add(ring.get(i % ring.size()));
        }
        return slice;
    }

    /** As many as the servers allow, a power of two. Fewer than before only once slices are clearly too small, or empty. */
    private int cuts(int servers) {
        int most = Integer.highestOneBit(Math.max(1, servers / options.size()));
        boolean hold = cuts == 2 * most && servers >= cuts && 8L * servers >= 7L * cuts * options.size();
        return hold ? cuts : most;
    }
}
