// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.discovery.Discovery.Context;
import dev.hawser.endpoint.Text;
import dev.hawser.time.Time.Scheduled;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One query, from the token to the last byte of the answer, with a deadline for the answer to begin and one for it to
 * end. Waiting for the answer takes no thread; reading it takes one of the context's.
 */
final class Call implements Scheduled {
    /*
     * State        sent and body appear as the query gets on; aborted is set and stays; timer is the deadline at hand.
     * Who changes  The query's own thread, then the one that reads. Any thread aborts: a deadline, or who cancels.
     * Never        tells twice: sent is completed once, and its completion leads to one report.
     * Hot path     none.
     * Why it holds Who makes sent or body visible looks at aborted afterwards, and who aborts looks at both after setting
     *              it: one of the two sees the other, and ending either twice does no harm.
     */

    /** Beyond what Consul promises: the way there and back, and servers that are busy. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    /**
     * For the beginning of an answer that is to come at once, where another agent could have given it meanwhile. Where none
     * is at hand it is {@link #MARGIN}: a busy agent that is given up again and again never answers at all.
     */
    static final Duration HASTE = Duration.ofSeconds(3);

    /** Consul adds up to wait/16, so that those who asked together do not come back together. */
    private static final int WAIT_SPREAD = 16;

    private final Asked asked;
    private final Context context;
    private final Report report;
    private final AtomicReference<@Nullable Scheduled> timer = new AtomicReference<>();
    private final long begun;
    private volatile @Nullable IOException aborted;
    private volatile @Nullable CompletableFuture<HttpResponse<Body>> sent;
    private volatile @Nullable Body body;
    private volatile Optional<String> token = Optional.empty();

    /**
     * What is asked.
     *
     * @param service its name
     * @param agent for messages
     * @param patience how long until the answer begins
     */
    record Asked(String service, String agent, HttpRequest.Builder request, Duration patience, ConsulOptions options) {}

    /** For an answer that may hang for so long. */
    static Duration patience(Duration maxWait) {
        return maxWait.plus(maxWait.dividedBy(WAIT_SPREAD)).plus(MARGIN);
    }

    /** Hears how it ended, once, on a thread of the context's executor unless that takes no more work. */
    interface Report {
        void answered(Answer answer);

        void failed(AgentException cause);
    }

    Call(Asked asked, Context context, Report report) {
        this.asked = asked;
        this.context = context;
        this.report = report;
        this.begun = context.time().nanoTime();
    }

    /** Begins. Blocks for as long as it takes to read files and to look up the agent's host. */
    void begin(AgentClient client) {
        try {
            token = token();
            token.ifPresent(value -> asked.request.setHeader("X-Consul-Token", value));
            expire(asked.patience(), "no answer within ");
            Body stream = new Body(asked.options.watch().maxAnswer());
            body = stream;
            CompletableFuture<HttpResponse<Body>> future = client.connection().send(asked.request.build(), stream);
            sent = future;
            if (aborted != null) {
                future.cancel(true);
            }
            var unused = future.whenComplete((response, error) -> arrived(response, error));
        } catch (IOException | RuntimeException | Error e) {
            cancelTimer();
            report.failed(failure(e));
        }
    }

    /** Checked here, whatever the source, for the HTTP client shows a header that it refuses. */
    private Optional<String> token() throws IOException {
        try {
            return asked.options.token().token().map(Tokens::checked);
        } catch (Exception e) { // also checked ones, which other languages throw undeclared
            throw new IOException("no token: " + e.getMessage(), e);
        }
    }

    /** On the HTTP client's thread, which has other things to do. */
    private void arrived(@Nullable HttpResponse<Body> response, @Nullable Throwable error) {
        try {
            context.executor().execute(() -> hear(response, error));
        } catch (RejectedExecutionException e) {
            abort(new IOException(e));
            cancelTimer();
            report.failed(failure(e));
        }
    }

    private void hear(@Nullable HttpResponse<Body> response, @Nullable Throwable error) {
        cancelTimer();
        Answer answer;
        try {
            if (response == null) {
                throw error instanceof Exception e ? e : new IOException(error);
            }
            answer = read(response);
        } catch (Throwable e) { // an OutOfMemoryError too: the loop must go on
            report.failed(failure(e));
            return;
        } finally {
            cancelTimer();
        }
        report.answered(answer);
    }

    private Answer read(HttpResponse<Body> response) throws IOException {
        long arrived = context.time().nanoTime();
        expire(MARGIN, "the answer did not end within ");
        Body stream = response.body();
        try {
            Refusal.check(response, asked.agent, token);
            HealthAnswer read = new HealthReader(asked.service, asked.options).read(stream);
            HealthAnswer health =
                    token.map(Secret::new).map(secret -> secret.notIn(read)).orElse(read);
            Refusal.checkFiltered(response, asked.agent, token);
            long done = context.time().nanoTime();
            return Answer.of(health, response.headers(), arrived - begun, done - arrived);
        } catch (IOException | RuntimeException | Error e) {
            stream.abandon(new IOException("given up"));
            throw e;
        }
    }

    private void expire(Duration after, String words) {
        Scheduled next = context.time().schedule(after.toNanos(), () -> abort(new IOException(words + Text.of(after))));
        Scheduled last = timer.getAndSet(next);
        if (last != null) {
            last.cancel();
        }
        if (aborted != null) {
            next.cancel();
        }
    }

    private void cancelTimer() {
        Scheduled last = timer.get();
        if (last != null) {
            last.cancel();
        }
    }

    private void abort(IOException cause) {
        if (aborted == null) {
            aborted = cause;
        }
        CompletableFuture<?> future = sent;
        if (future != null) {
            future.cancel(true);
        }
        Body stream = body;
        if (stream != null) {
            stream.abandon(cause);
        }
    }

    /** Ends it, if it has not ended yet; a report may still come. */
    @Override
    public void cancel() {
        abort(new IOException("closed"));
        cancelTimer();
    }

    private AgentException failure(Throwable cause) {
        IOException why = aborted;
        Throwable real = why != null ? why : cause;
        if (real instanceof CompletionException && real.getCause() != null) {
            real = real.getCause();
        }
        AgentException failure = real instanceof AgentException known ? known : Refusal.unreachable(asked.agent, real);
        return token.map(Secret::new).map(failure::without).orElse(failure);
    }
}
