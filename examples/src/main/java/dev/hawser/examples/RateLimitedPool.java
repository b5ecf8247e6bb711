// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import dev.hawser.client.ConnectionPool;
import dev.hawser.client.PoolExhaustedException;
import dev.hawser.limit.RateLimit;
import dev.hawser.pool.Lease;
import dev.hawser.tcp.TcpConnection;
import dev.hawser.tcp.TcpPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers that must not be asked more often than so many times a second: who comes too early waits, or is told why. */
public final class RateLimitedPool {

    private RateLimitedPool() {}

    public static void main(String... args) throws Exception {
        try (EchoServer a = EchoServer.ofLines("a")) {
            ask("static:" + a.address(), 10).forEach(System.out::println);
        }
    }

    static List<String> ask(String target, double perSecond) throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        // tag::rate
        try (ConnectionPool<TcpConnection> pool = TcpPool.rateLimited(target)
                .rateLimit(RateLimit.perSecond(perSecond))
                .build()) {
            try (Lease<TcpConnection> first = pool.acquire(Duration.ofSeconds(1))) {
                answers.add(Lines.ask(first.connection(), "first"));
            }
            try (Lease<TcpConnection> tooEarly = pool.tryAcquire()) { // doesn't wait for the rate
                answers.add(Lines.ask(tooEarly.connection(), "too early"));
            } catch (PoolExhaustedException e) {
                answers.add(e.refusal().kind() + ", retry in " + e.refusal().retryIn().orElseThrow());
            }
            try (Lease<TcpConnection> next = pool.acquire()) { // waits for the next permit
                answers.add(Lines.ask(next.connection(), "next"));
            }
        }
        // end::rate
        return answers;
    }
}
