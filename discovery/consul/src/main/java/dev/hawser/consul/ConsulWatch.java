// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.discovery.Delivery;
import dev.hawser.discovery.Discovery;
import dev.hawser.time.Time.Scheduled;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** One watch: ask, tell, wait, and over again. What to ask and how long to wait is decided by {@link QueryLoop}. */
final class ConsulWatch implements Discovery.Subscription, Call.Report {
    /*
     * State        now: NOT_YET, the query under way, the wait before the next, or OVER.
     * Who changes  The one step under way sets what follows it; close() sets OVER, from any thread.
     * Never        asks twice at a time, because a wait begins after the answer was told; asks or reads on the timer's
     *              thread, which only hands over to the executor.
     * Hot path     none.
     * Why it holds A query is put into `now` before it begins, in place of anything but OVER: the wait that led to it may
     *              be put there only just before. A wait is put there after it was scheduled, when it may be over
     *              already, and only in place of the query that it follows. A mismatch means that close() came between,
     *              or that the next query is there; in both cases cancelling the wait is right. Loop and remarks need no
     *              guard: steps follow each other through executor, HTTP client and timer, which publish what was
     *              written before.
     */
    private final String service;
    private final ConsulOptions options;
    private final HealthUri uri;
    private final Discovery.Context context;
    private final Delivery delivery;
    private final QueryLoop loop;
    private final Remarks remarks;
    private final AgentClient client;
    private final AtomicReference<Scheduled> now = new AtomicReference<>(Mark.NOT_YET);

    ConsulWatch(ConsulDiscovery source, Discovery.Watcher watcher, Discovery.Context context) {
        this.service = source.service();
        this.options = source.options();
        this.uri = new HealthUri(service, options);
        this.context = context;
        this.delivery = new Delivery(watcher, source.describe());
        this.loop = new QueryLoop(
                options.agents().size(),
                options.watch(),
                RandomGenerator.getDefault(),
                context.time().nanoTime());
        this.remarks = new Remarks(source.describe());
        this.client = new AgentClient(options.tls());
    }

    void ask() {
        try {
            context.executor().execute(this::step);
        } catch (RejectedExecutionException e) {
            failed(Refusal.unreachable("the agent", e));
        }
    }

    private void step() {
        if (now.get() == Mark.OVER) {
            return;
        }
        QueryLoop.Query query = loop.next();
        URI agent = options.agents().get(query.agent());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.of(agent, query.index()))
                .setHeader("Accept", "application/json")
                .GET();
        Call.Asked asked = new Call.Asked(service, agent.toString(), request, patience(query), options);
        Call call = new Call(asked, context, this);
        if (now.updateAndGet(last -> last == Mark.OVER ? last : call) == call) {
            call.begin(client);
        }
    }

    private Duration patience(QueryLoop.Query query) {
        if (query.hangs()) {
            return Call.patience(options.watch().maxWait());
        }
        return loop.isAnotherAtHand() ? Call.HASTE : Call.MARGIN;
    }

    @Override
    public void answered(Answer answer) {
        delivery.onEndpoints(answer.health().endpoints());
        long delay = loop.answered(answer.meta(), context.time().nanoTime());
        if (!delivery.isClosed()) {
            remarks.answered(answer, loop.isPolling(), options.watch().poll());
        }
        waitForNext(delay);
    }

    @Override
    public void failed(AgentException cause) {
        delivery.onFailure(cause);
        waitForNext(cause.busy() ? loop.refused(cause.retryAfter()) : loop.failed(cause.retryAfter()));
    }

    private void waitForNext(long delayNanos) {
        Scheduled before = now.get();
        if (before == Mark.OVER) {
            return;
        }
        Scheduled next = context.time().schedule(delayNanos, this::ask);
        if (!now.compareAndSet(before, next)) {
            next.cancel();
        }
    }

    /** Aborts the query that hangs, and ends the connection. */
    @Override
    public void close() {
        delivery.close();
        now.getAndSet(Mark.OVER).cancel();
        client.close();
    }

    /** In place of a query or a wait. Told apart by identity, which two empty lambdas need not have. */
    private enum Mark implements Scheduled {
        NOT_YET,
        OVER;

        @Override
        public void cancel() {}
    }
}
