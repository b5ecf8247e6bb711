// SPDX-License-Identifier: Apache-2.0
package dev.hawser.balance;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A list of candidates and the picker over it, for tests to read in terms of names: A, B, C and so on in the order of
 * address. Changing the list replaces the picker, as the control plane does.
 */
final class Peers {

    record Peer(Endpoint endpoint, Load load) implements Candidate {}

    /** A clock that tests move by hand. */
    static final class Clock implements Time {
        long now;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException("balancing needs no timers");
        }
    }

    final Clock clock = new Clock();
    private final Balancer balancer;
    List<Peer> list = List.of();
    Picker picker;
    int asked;

    private Peers(Balancer balancer) {
        this.balancer = balancer;
        this.picker = balancer.picker(list, Optional.empty());
    }

    static Peers of(Balancer balancer, int... weights) {
        Peers peers = new Peers(balancer);
        peers.become(IntStream.range(0, weights.length)
                .mapToObj(i -> peers.peer(name(i), weights[i]))
                .toList());
        return peers;
    }

    static String name(int i) {
        return i < 26 ? String.valueOf((char) ('A' + i)) : String.format("Z%05d", i);
    }

    Peer peer(String name, int weight) {
        return new Peer(Endpoint.of(new Address(name, 1)).withWeight(weight), new Load(clock));
    }

    /** Replaces the list; the words are names with weights, such as {@code A5 B1}. */
    void become(String names) {
        become(Arrays.stream(names.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> peer(word.substring(0, 1), Integer.parseInt(word.substring(1))))
                .toList());
    }

    void become(List<Peer> peers) {
        list = peers;
        picker = balancer.picker(list, Optional.of(picker));
    }

    void shuffle(Random random) {
        List<Peer> shuffled = new ArrayList<>(list);
        java.util.Collections.shuffle(shuffled, random);
        become(shuffled);
    }

    /** Picks so often, and spells the names; a dash where there was none. */
    String pick(int times) {
        return pickWithout(times, "");
    }

    String pickWithout(int times, String refused) {
        Set<String> names = Arrays.stream(refused.split(" ")).collect(Collectors.toSet());
        return IntStream.range(0, times)
                .mapToObj(i -> {
                    int index = refused.isEmpty()
                            ? picker.pick(Admission.ALL)
                            : picker.pick(at -> {
                                asked++;
                                return !names.contains(nameOf(at));
                            });
                    return index == Picker.NONE ? "-" : nameOf(index);
                })
                .collect(Collectors.joining());
    }

    /** How often each was picked, by its place in the order of address. */
    int[] counts(int picks) {
        int[] counts = new int[list.size()];
        for (int i = 0; i < picks; i++) {
            counts[picker.pick(Admission.ALL)]++;
        }
        return counts;
    }

    private String nameOf(int index) {
        return list.get(index).endpoint().address().host();
    }

    static long countOf(String picks, String name) {
        return picks.chars().filter(c -> c == name.charAt(0)).count();
    }
}
