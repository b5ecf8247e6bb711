// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.subset;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.LastGood;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which part of a fleet this client works with.
 *
 * <p><b>By chance</b>, without a {@code clientIndex}: the {@code size} servers whose hash with the seed is the smallest
 * (rendezvous hashing, as in gRFC A68). Clients need distinct seeds and know nothing of each other. One server more or less
 * changes one member at most. Servers get a binomially distributed number of clients: good where C clients of S servers are
 * so many that C × size / S is 50 or more; with few clients some servers get far too much, and others nothing.
 *
 * <p><b>Evenly</b>, with a {@code clientIndex}: clients are numbered from 0 without large gaps, as the pods of a StatefulSet
 * are, and all have the same {@code size} and seed. The servers, in an order made by hashing, are cut into a power of two of
 * equal slices, as many as leave each {@code size} servers or more, and less than twice as many; each client has one. Each
 * aligned block of so many clients covers each server exactly once. One server more or less changes two members of a slice
 * and the server itself at most. Where the number of slices doubles, each client keeps half of its own; it halves again only
 * when slices have shrunk to 7/8 of {@code size}, so that a deployment near such a threshold does not move it to and fro.
 *
 * <p>Endpoints of weight 0, which get no work, take no place unless all weigh 0. Other weights don't matter for who
 * belongs to the subset, and count inside of it. Of each priority there is a subset of its own, for a subset without anybody
 * to fall back to would be none. See {@code docs/decisions/0013-subsets.md}.
 *
 * @param size how many servers of each priority; all, if there are no more. 32 is good where there are more than 64 servers
 * @param clientIndex the number of this client, from 0 on
 * @param seed by chance: this client's own; evenly: the same for all clients
 */
public record SubsetOptions(int size, OptionalInt clientIndex, long seed) {

    public static final int MAX_CLIENT_INDEX = 1_000_000;

    public SubsetOptions {
        requireNonNull(clientIndex, "clientIndex");
        if (size < 1 || size > LastGood.MAX_ENDPOINTS) {
            throw new IllegalArgumentException("size: " + size + " (expected: 1 to " + LastGood.MAX_ENDPOINTS + ")");
        }
        if (clientIndex.orElse(0) < 0 || clientIndex.orElse(0) > MAX_CLIENT_INDEX) {
            throw new IllegalArgumentException(
                    "clientIndex: " + clientIndex.getAsInt() + " (expected: 0 to " + MAX_CLIENT_INDEX + ")");
        }
    }

    /** By chance, with a random seed. */
    public static SubsetOptions byChance(int size) {
        return new SubsetOptions(
                size, OptionalInt.empty(), ThreadLocalRandom.current().nextLong());
    }

    /** Evenly, with seed 0. */
    public static SubsetOptions evenly(int size, int clientIndex) {
        return new SubsetOptions(size, OptionalInt.of(clientIndex), 0);
    }

    public SubsetOptions withSize(int value) {
        return new SubsetOptions(value, clientIndex, seed);
    }

    public SubsetOptions withClientIndex(int value) {
        return new SubsetOptions(size, OptionalInt.of(value), seed);
    }

    public SubsetOptions withSeed(long value) {
        return new SubsetOptions(size, clientIndex, value);
    }
}
