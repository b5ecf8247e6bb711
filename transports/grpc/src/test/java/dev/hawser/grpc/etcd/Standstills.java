// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import dev.hawser.grpc.etcd.Writers.Ack;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * When writes stood still.
 *
 * @param since which moment; those that ended before don't count
 * @param acks of all writers, from before that moment on
 * @param yardstick what the cluster did meanwhile
 */
record Standstills(long since, List<Ack> acks, Yardstick yardstick) {

    /** The longest time without an acknowledgement. */
    Standstill longest() {
        return most(acks, Standstill::length);
    }

    /** The longest that nobody got a write through although the cluster took writes. */
    Standstill mostOfOurs() {
        return most(acks, Standstill::ours);
    }

    /** The same of the one writer that had to wait longest; that is a matter of luck too, so it has no bound. */
    Standstill mostOfOneWriters() {
        return IntStream.range(0, Writers.COUNT)
                .mapToObj(writer ->
                        acks.stream().filter(ack -> ack.writer() == writer).toList())
                .map(own -> most(own, Standstill::ours))
                .max(Comparator.comparing(Standstill::ours))
                .orElseThrow();
    }

    private Standstill most(List<Ack> some, Function<Standstill, Duration> what) {
        List<Ack> inOrder =
                some.stream().sorted((a, b) -> Long.signum(a.at() - b.at())).toList();
        return IntStream.range(1, inOrder.size())
                .filter(i -> inOrder.get(i).at() - since > 0)
                .mapToObj(i -> between(inOrder.get(i - 1).at(), inOrder.get(i).at()))
                .max(Comparator.comparing(what))
                .orElseThrow();
    }

    private Standstill between(long from, long to) {
        return new Standstill(from, to, yardstick.outage(from, to));
    }

    /** The longest that this JVM did nothing at all meanwhile. */
    Duration stall(Standstill during) {
        return yardstick.stall(during.from(), during.to());
    }
}
