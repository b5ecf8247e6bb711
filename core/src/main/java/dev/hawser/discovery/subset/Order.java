// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import dev.hawser.endpoint.Address;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Addresses in an order that looks random, is the same everywhere, and in which one address more or less moves no other.
 *
 * <p>Sorted by a hash: FNV-1a of 64 bits over the characters of host and port (Fowler, Noll, Vo: draft-eastlake-fnv), and then the
 * finalizer of SplitMix64 (Stafford's variant 13; Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014),
 * once over that and once after the key has been added, so that orders of different keys have nothing in common. Never
 * changes: clients of different versions have to agree.
 */
final class Order {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Order() {}

    /** An address and its place. */
    private record Ranked(Address address, long hash) {}

    static List<Address> of(Collection<Address> addresses, long key) {
        Ranked[] ranked = new Ranked[addresses.size()];
        int i = 0;
        for (Address address : addresses) {
            ranked[i++] = new Ranked(address, hash(address, key));
        }
        Arrays.sort(ranked, Comparator.comparingLong(Ranked::hash).thenComparing(Ranked::address));
        return Arrays.stream(ranked).map(Ranked::address).toList();
    }

    static long hash(Address address, long key) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < address.host().length(); i++) {
            hash = (hash ^ address.host().charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ address.port()) * FNV_PRIME;
        return mixed(mixed(hash) + mixed(key));
    }

    /** A bijection in which each bit of the argument changes each of the result with a chance of one half. */
    static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
