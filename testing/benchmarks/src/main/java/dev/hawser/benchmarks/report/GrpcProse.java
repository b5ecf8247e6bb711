// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import java.util.Map;

/** The words around the numbers, where connections are shared. */
final class GrpcProse {

    static final Map<String, String> TITLES = Map.of(
            Names.GRPC_PICK, "Choosing a gRPC channel",
            Names.GRPC_UNARY, "A whole unary call",
            Names.GRPC_ECHO, "Unary calls over loopback",
            Names.GRPC_STREAMS, "A new call beside a thousand streams",
            Names.GRPC_ROLLING, "A rolling restart",
            Names.GRPC_REFRESH, "Connections that live for a second");

    static final Map<String, String> ABOUT = Map.of(
            Names.GRPC_PICK,
            """
            Makes a call, starts it, half-closes it and sees it end. The channels do nothing, except that a call keeps its listener, as
            real ones must; whoever made the call keeps it too, as stubs do. So what is above "one-channel" is the pool.
            "hawser" is Hawser as it comes: its calls fail over; "hawser-direct" is with failover off, which is what the
            peers do; "bare-round-robin" takes the next of four channels by one counter and counts nothing. The names with
            "4-servers" have one channel to each of four servers, all others four channels to one server. A second core is
            kept busy while one thread is timed.""",
            Names.GRPC_UNARY,
            """
            A blocking stub calls a server in the same process, whose work is done on the caller's thread: next to what
            gRPC itself does for a call without any network, what does a pool add?""",
            Names.GRPC_ECHO,
            """
            A real server in a process of its own, the same and warm for all; 16 bytes there, 4 back, plaintext; four
            connections for all but "one-channel". As many calls as the head of the column says are always in flight.
            Each pool is measured in five JVMs (in each round), and the pools take turns: JVMs differ from each other
            more than pools do. A target is about the median of five such pairs, and leaves 3 % (throughput) or 10 %
            (p99) to chance.""",
            Names.GRPC_STREAMS,
            """
            The server takes 100 streams on a connection. A thousand are opened and stay open; 5 s later, or as soon as
            all have had an answer, one unary call is made and waited for, 60 s at most. All pools begin with one
            connection and may have 20. gax is set to 100 calls on a channel and otherwise as it comes: it looks once a
            minute, and adds two.""",
            Names.GRPC_ROLLING,
            """
            500 calls a second to five servers, each of which is restarted in turn, with a second between; a call takes
            5 ms and has 10 s. A process is told to end, and drains; or it is killed as by `kill -9`, and the calls are
            said to be idempotent. The shares are those of the 10 s after the last restart. Times are from when a call
            was due. Peers balance by grpc-java's round_robin, "one-channel" is that alone.""",
            Names.GRPC_REFRESH,
            """
            500 calls a second for 10 s; each takes 5 ms, and connections end every second: the server says goodbye
            (its maxConnectionAge), or the pool replaces them (its own maxAge, which the peers don't have).""");

    private GrpcProse() {}
}
