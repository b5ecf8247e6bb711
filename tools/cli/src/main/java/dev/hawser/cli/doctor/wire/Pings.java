// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import dev.hawser.time.Time;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends pings on a connection without calls and sees how long the server puts up with it. Servers of gRPC that limit pings
 * count those that come too soon and end the connection at the third. With grpc-java the first ping is free, so the fourth
 * tells; an etcd, which is of grpc-go, was seen to take five at once.
 */
public final class Pings {

    /** Two more than were ever seen to be needed; they cost a round trip each. */
    public static final int AT_ONCE = 7;

    /** At an interval each costs that interval, and the fourth tells. */
    public static final int AT_AN_INTERVAL = 5;

    private final Http2Link link;
    private final Duration timeout;
    private final Time time;

    /** @param timeout for each answer */
    public Pings(Socket socket, Duration timeout, Time time) throws IOException {
        this.link = new Http2Link(socket, timeout);
        this.timeout = timeout;
        this.time = time;
    }

    /**
     * What happened.
     *
     * @param sent pings
     * @param answered of these
     * @param goodbye what the server said in its GOAWAY, if it sent one
     * @param broken how the connection ended, if it did otherwise
     */
    public record Outcome(int sent, int answered, Optional<Goodbye> goodbye, Optional<String> broken) {}

    /**
     * A GOAWAY frame.
     *
     * @param code of RFC 9113, section 7
     * @param words its debug data, {@code too_many_pings} for example
     */
    public record Goodbye(int code, String words) {

        /** Defined for this very purpose: the peer makes more load than it should. */
        public static final int ENHANCE_YOUR_CALM = 0xb;
    }

    /** Sends some pings, each so long after the one before, but never before that was answered. */
    public Outcome send(Duration interval) {
        int count = interval.isZero() ? AT_ONCE : AT_AN_INTERVAL;
        int answered = 0;
        int sent = 0;
        try {
            if (!link.greet(timeout)) {
                return new Outcome(0, 0, Optional.empty(), Optional.of("no HTTP/2"));
            }
            while (sent < count) {
                long begin = time.nanoTime();
                link.send(Frame.ping(sent));
                sent++;
                Optional<Frame> answer = await(Frame.PING, timeout);
                if (answer.isEmpty()) {
                    String what = "no answer to a ping within " + timeout.toMillis() + " ms";
                    return new Outcome(sent, answered, Optional.empty(), Optional.of(what));
                }
                if (answer.get().is(Frame.GOAWAY)) {
                    return goodbye(sent, answered, answer.get());
                }
                answered++;
                Optional<Frame> meanwhile = sent < count
                        ? await(Frame.GOAWAY, interval.minusNanos(time.nanoTime() - begin))
                        : Optional.empty();
                if (meanwhile.isPresent()) {
                    return goodbye(sent, answered, meanwhile.get());
                }
            }
            return new Outcome(sent, answered, Optional.empty(), Optional.empty());
        } catch (IOException e) {
            return new Outcome(sent, answered, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static Outcome goodbye(int sent, int answered, Frame frame) {
        return new Outcome(
                sent, answered, Optional.of(new Goodbye(frame.errorCode(), frame.debugData())), Optional.empty());
    }

    /** A frame of this kind or a GOAWAY; absent if none comes in time. Answers the server's own pings meanwhile. */
    private Optional<Frame> await(int kind, Duration most) throws IOException {
        long begin = time.nanoTime();
        Duration left = most;
        while (!left.isNegative() && !left.isZero()) {
            Optional<Frame> next = link.next(left);
            if (next.isEmpty()) {
                return next;
            }
            Frame frame = next.get();
            if (frame.is(Frame.PING) && !frame.isAck()) {
                link.send(Frame.pingAck(frame));
            } else if (frame.is(Frame.GOAWAY) || (frame.is(kind) && frame.isAck())) {
                return next;
            }
            left = most.minusNanos(time.nanoTime() - begin);
        }
        return Optional.empty();
    }
}
