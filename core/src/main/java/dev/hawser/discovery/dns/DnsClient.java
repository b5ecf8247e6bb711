// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks servers one after the other until one knows.
 *
 * <p>A server that was silent is asked again in the next round, because datagrams get lost. One that said anything else,
 * even nonsense, would only say it again, and is left alone for this question.
 *
 * @param servers in the order in which they are asked
 * @param rounds how often a silent server is asked
 * @param longestTry the longest wait for one server at a time
 * @param timeout for the whole question
 */
record DnsClient(List<InetSocketAddress> servers, int rounds, Duration longestTry, Duration timeout) {
    static final int PORT = 53;

    /** Used as a clock only, so it never has a thread. */
    private static final Time TIME = new SystemTime("dns");

    private static final Duration SHORTEST = Duration.ofMillis(3);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if a question can't have that much time, or that little */
    static Duration checked(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 3ms to 1m)");
        }
        return timeout;
    }

    /**
     * The first reply of success.
     *
     * @throws DnsDeniedException if the name does not exist, or every server refuses to answer
     * @throws SocketTimeoutException if every server is silent
     * @throws IOException if no server knows, and one at least failed, was silent or talked nonsense
     */
    DnsReply ask(DnsQuestion question) throws IOException {
        return new Asking(question).run();
    }

    /**
     * How long to wait for one server of a round: a share of what is left, of which each later round gets twice that of
     * the one before. So a lost datagram is made up for soon, and a slow server has its time in the end.
     *
     * @param roundsLeft this one included
     * @param asked how many servers this round has
     * @param before how many of them were asked before this one
     */
    static long waitNanos(long left, long longest, int roundsLeft, int asked, int before) {
        long sharesOfLaterRounds = asked * ((1L << roundsLeft) - 2);
        return Math.min(longest, left / (asked - before + sharesOfLaterRounds));
    }

    /** One question under way. */
    private final class Asking {
        private final DnsQuestion question;
        private final List<InetSocketAddress> open = new ArrayList<>(servers);
        private final Map<InetSocketAddress, IOException> failures = new LinkedHashMap<>();

        Asking(DnsQuestion question) {
            this.question = question;
        }

        DnsReply run() throws IOException {
            long end = TIME.nanoTime() + timeout.toNanos();
            for (int round = 0; round < rounds; round++) {
                List<InetSocketAddress> asked = List.copyOf(open);
                for (int i = 0; i < asked.size(); i++) {
                    long now = TIME.nanoTime();
                    long wait = waitNanos(end - now, longestTry.toNanos(), rounds - round, asked.size(), i);
                    Optional<DnsReply> reply = tryOne(asked.get(i), now + wait);
                    if (reply.isPresent()) {
                        return found(asked.get(i), reply.get());
                    }
                }
            }
            throw failure();
        }

        private Optional<DnsReply> tryOne(InetSocketAddress server, long deadlineNanos) {
            try {
                DnsReply reply = new DnsExchange(server, question, TIME, deadlineNanos).run();
                if (reply.code() == DnsReply.SUCCESS || reply.code() == DnsReply.NXDOMAIN) {
                    return Optional.of(reply);
                }
                if (reply.isDenial()) {
                    throw new DnsDeniedException(reply.codeName());
                }
                throw new IOException(reply.codeName());
            } catch (SocketTimeoutException e) {
                failures.put(server, e);
                return Optional.empty();
            } catch (IOException e) {
                failures.put(server, e);
            }
            open.remove(server);
            return Optional.empty();
        }

        private DnsReply found(InetSocketAddress server, DnsReply reply) throws DnsDeniedException {
            if (reply.code() == DnsReply.NXDOMAIN) {
                throw new DnsDeniedException(question + " " + said(server, new IOException(reply.codeName())));
            }
            return reply;
        }

        private IOException failure() {
            String message = failures.entrySet().stream()
                    .map(each -> said(each.getKey(), each.getValue()))
                    .collect(Collectors.joining("; ", question + " ", ""));
            IOException failure = all(DnsDeniedException.class)
                    ? new DnsDeniedException(message)
                    : all(SocketTimeoutException.class)
                            ? new SocketTimeoutException(message)
                            : new IOException(message);
            failures.values().forEach(failure::addSuppressed);
            return failure;
        }

        private boolean all(Class<? extends IOException> kind) {
            return failures.values().stream().allMatch(kind::isInstance);
        }
    }

    private static String said(InetSocketAddress server, IOException failure) {
        String message = failure.getMessage();
        return "at dns://" + new Address(server.getAddress().getHostAddress(), server.getPort()) + ": "
                + (message == null ? Text.of(failure) : message);
    }
}
