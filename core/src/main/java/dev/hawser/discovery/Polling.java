// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time.Scheduled;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** One watch of a {@link Polled} discovery: ask, tell, wait, and over again. */
final class Polling implements Discovery.Subscription {
    /*
     * State        timer: nothing yet, the wait before the next question, or OVER.
     * Who changes  The one step under way sets its wait; close() sets OVER, from any thread.
     * Never        asks on the timer's thread, which only hands over to the executor; asks twice at a time, because a
     *              wait begins after the answer was told.
     * Hot path     none.
     * Why it holds The value of timer is read before the wait is scheduled and compared after. A mismatch means that
     *              close() came between, or that the wait has already ended and the next step has set its own; in
     *              both cases cancelling the wait at hand is right. The counter needs no guard: steps follow each
     *              other through the executor and the timer, which publish what was written before.
     */
    private static final Scheduled OVER = () -> {};
    private static final Scheduled NOT_YET = () -> {};

    private final Polled.Question question;
    private final RefreshOptions refresh;
    private final Delivery delivery;
    private final Discovery.Context context;
    private final AtomicReference<Scheduled> timer = new AtomicReference<>(NOT_YET);
    private int failures;

    Polling(Polled.Question question, RefreshOptions refresh, Delivery delivery, Discovery.Context context) {
        this.question = question;
        this.refresh = refresh;
        this.delivery = delivery;
        this.context = context;
    }

    void ask() {
        try {
            context.executor().execute(this::step);
        } catch (RejectedExecutionException e) {
            failed(e);
            waitForNext();
        }
    }

    private void step() {
        if (delivery.isClosed()) {
            return;
        }
        try {
            answered(question.ask());
        } catch (Throwable e) { // a LinkageError too: java.naming may be missing from a trimmed run time
            failed(e);
        } finally {
            waitForNext();
        }
    }

    /** An empty answer is told as such, and doubted: the next question comes as soon as after a failure. */
    private void answered(List<Endpoint> endpoints) {
        failures = endpoints.isEmpty() ? failures + 1 : 0;
        delivery.onEndpoints(endpoints);
    }

    private void failed(Throwable cause) {
        failures++;
        delivery.onFailure(cause);
    }

    private void waitForNext() {
        Scheduled before = timer.get();
        if (before == OVER) {
            return;
        }
        Scheduled next = context.time().schedule(refresh.delayNanos(failures), this::ask);
        if (!timer.compareAndSet(before, next)) {
            next.cancel();
        }
    }

    @Override
    public void close() {
        delivery.close();
        timer.getAndSet(OVER).cancel();
    }
}
