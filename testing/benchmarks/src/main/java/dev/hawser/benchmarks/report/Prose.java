// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import java.util.List;
import java.util.Map;

/** The words around the numbers. */
final class Prose {

    static final String HEAD = """
            # Hawser beside its peers

            Made by `testing/benchmarks/run`; do not edit. Ratios are made within one round of one run, where both sides
            saw the same machine, and are medians over the rounds. Absolute figures move by a third from run to run:
            trust ratios, and of those the ones far from 1. "Processor ns/op" is the processor time that all threads
            together spent for a cycle; other programs on the machine can't change that as they can the operations per µs.
            Each pool runs in a JVM of its own, is filled with open
            connections first, and has passed a check that no connection is ever in two hands.
            """;

    static final String HOW_TO_READ_SPEED = " (in brackets: how many times as fast Hawser is)";

    /** The scenarios in the order in which the page shows them. */
    static final List<String> ORDER = List.of(
            Names.CLAIM,
            Names.KEYED,
            Names.VIRTUAL,
            Names.WAITING,
            Names.VIRTUAL_WAITING,
            Names.OUTAGE,
            Names.SPIKE,
            Names.FLEET,
            Names.OBSERVE,
            Names.GRPC_PICK,
            Names.GRPC_UNARY,
            Names.GRPC_ECHO,
            Names.GRPC_STREAMS,
            Names.GRPC_ROLLING,
            Names.GRPC_REFRESH);

    private static final Map<String, String> TITLES = Map.of(
            Names.CLAIM, "Claim and return",
            Names.KEYED, "Claim and return over 16 endpoints",
            Names.VIRTUAL, "Claim and return by 1000 virtual threads",
            Names.WAITING, "Waiting, platform threads",
            Names.VIRTUAL_WAITING, "Waiting, virtual threads",
            Names.OUTAGE, "An outage",
            Names.SPIKE, "A spike",
            Names.FLEET, "Ten thousand endpoints",
            Names.OBSERVE, "What watching costs");

    private static final Map<String, String> ABOUT = Map.of(
            Names.CLAIM,
            """
            Nothing is done with the lease. All threads together. "hawser" is Hawser as it comes: the whole path from
            discovery's snapshot through the balancer, fair, with validation and life times on, and it asks the lease for
            its connection. "stormpot" never looks at a clock (its connections never expire), as Hawser does not; "stormpot-expiring" is as it
            comes; "stormpot-tap" also wants each thread to keep an object of its own.
            "hikari-bag" is HikariCP's inner bag without pool, proxies or checks; "hikari" and "agroal"
            are whole, over connections that do nothing. With 2 leases and 8 threads somebody mostly waits, or would.
            A second core is kept busy while one thread is timed.""",
            Names.KEYED,
            """
            16 addresses with 4 connections each. Hawser picks by round robin; a peer gets the next address from its
            thread's own count, so it pays nothing for the choice. "hikari-bags" is what somebody might write by hand: an
            array of HikariCP's bags, without discovery, health or limits.""",
            Names.VIRTUAL,
            """
            On JDK 25. Each thread gives its carrier up after 16 cycles, so that all of them run; "nothing" shows what
            that alone costs. Least/most: the cycles of the thread that got fewest, divided by those of the one that got
            most.""",
            Names.WAITING,
            """
            Each lease is held for a timed park of 100 µs, which takes 150 to 170 µs on Linux for everybody alike ("held").
            Time from asking for a lease to having returned it. "lock-fifo" is a bare lock with a condition for each
            waiter. The mean is the time of all threads divided by all cycles, so callers still waiting at the end count.""",
            Names.VIRTUAL_WAITING,
            "As before, on JDK 25.",
            Names.OUTAGE,
            """
            The server dies for 8 s; connecting to it then fails after 50 ms, else it takes 2 ms. Twenty borrowers go on asking for one of four
            leases with a time-out of 1 s, and ask again 20 ms after a refusal. "hawser" tells them at once (WhenDown.FAIL),
            "hawser-waits" lets them wait; both are set to probe every 0.5 s.""",
            Names.SPIKE,
            "Each borrower holds its lease for 1 ms; a connect takes 50 ms; 50 connections would be allowed.",
            Names.FLEET,
            """
            One endpoint in a hundred is replaced every second, while a thread goes on leasing. A cycle over 10,000
            endpoints visits another endpoint's memory each time, which no cache holds; a pick does not.""",
            Names.OBSERVE,
            """
            One JVM with the same pool five times: watched by nobody ("off"), then with leases or calls timed, with a listener that
            counts events, with somebody who looks ten times a second, and with a recording of Flight Recorder
            ("all"). They take turns of 10,000 cycles or calls, each beside a turn of "off"; what counts is the median of
            400 such pairs, in processor time. Calls go over channels that do nothing.""");

    private Prose() {}

    static String title(String scenario) {
        return TITLES.getOrDefault(scenario, GrpcProse.TITLES.getOrDefault(scenario, scenario));
    }

    static String about(String scenario) {
        return ABOUT.getOrDefault(scenario, GrpcProse.ABOUT.getOrDefault(scenario, ""));
    }

    /** Whether columns are metrics, and not settings. */
    static boolean hasTableForEachSetting(String scenario) {
        return !List.of(Names.CLAIM, Names.KEYED, Names.VIRTUAL, Names.FLEET, Names.GRPC_PICK, Names.GRPC_ECHO)
                .contains(scenario);
    }

    /** Whether more of it is better, so that how many times as much Hawser does is of interest. */
    static boolean isSpeed(String metric) {
        return metric.equals(Metric.OPS);
    }
}
