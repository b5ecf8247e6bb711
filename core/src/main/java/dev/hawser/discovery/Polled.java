// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.time.Time.Scheduled;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A discovery that asks again and again. Each watch has a question of its own, which may remember things. */
record Polled(String describe, RefreshOptions refresh, Supplier<Question> questions) implements Discovery {

    /** What is asked. May block; is never asked twice at a time. */
    @FunctionalInterface
    interface Question {

        Found ask() throws IOException;
    }

    /**
     * What was found, and for how long it holds, if the source can tell.
     *
     * @param settled whether it is to be told; if not, the watcher hears nothing, and the question is asked again
     */
    record Found(List<Endpoint> endpoints, Optional<Duration> lifetime, boolean settled) {

        Found(List<Endpoint> endpoints, Optional<Duration> lifetime) {
            this(endpoints, lifetime, true);
        }

        /** An answer of which nobody knows how long it holds. */
        static Found of(List<Endpoint> endpoints) {
            return new Found(endpoints, Optional.empty());
        }

        /** Neither an answer nor a failure: ask again after that, or after the period if that is shorter or nothing is given. */
        static Found notYet(Optional<Duration> again) {
            return new Found(List.of(), again, false);
        }
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Watch watch = new Watch(questions.get(), refresh, new Delivery(watcher, describe), context);
        watch.ask();
        return watch;
    }

    /** Ask, tell, wait, and over again. */
    private static final class Watch implements Subscription {
        /*
         * State        timer: NOT_YET, the wait before the next question, or OVER.
         * Who changes  The one step under way sets its wait; close() sets OVER, from any thread.
         * Never        asks on the timer's thread, which only hands over to the executor; asks twice at a time, because
         *              a wait begins after the answer was told.
         * Hot path     none.
         * Why it holds The value of timer is read before the wait is scheduled and compared after. A mismatch means
         *              that close() came between, or that the wait has already ended and the next step has set its
         *              own; in both cases cancelling the wait at hand is right. The counter needs no guard: steps
         *              follow each other through executor and timer, which publish what was written before; the
         *              lifetime is of the same kind.
         */
        private final Question question;
        private final RefreshOptions refresh;
        private final Delivery delivery;
        private final Context context;
        private final AtomicReference<Scheduled> timer = new AtomicReference<>(Mark.NOT_YET);
        private int failures;
        private Optional<Duration> lifetime = Optional.empty();

        Watch(Question question, RefreshOptions refresh, Delivery delivery, Context context) {
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
            } catch (Throwable e) { // an Error too: what a source throws must not end the watch
                failed(e);
            } finally {
                waitForNext();
            }
        }

        /** An empty answer is told as such, and doubted: the next question comes as soon as after a failure. */
        private void answered(Found answer) {
            lifetime = answer.lifetime();
            if (!answer.settled()) {
                failures = 0;
                return;
            }
            failures = answer.endpoints().isEmpty() ? failures + 1 : 0;
            delivery.onEndpoints(answer.endpoints());
        }

        private void failed(Throwable cause) {
            failures++;
            delivery.onFailure(cause);
        }

        private void waitForNext() {
            Scheduled before = timer.get();
            if (before == Mark.OVER) {
                return;
            }
            Scheduled next = context.time().schedule(refresh.delayNanos(failures, lifetime), this::ask);
            if (!timer.compareAndSet(before, next)) {
                next.cancel();
            }
        }

        @Override
        public void close() {
            delivery.close();
            timer.getAndSet(Mark.OVER).cancel();
        }
    }

    /** In place of a wait. Told apart by identity, which two empty lambdas need not have. */
    private enum Mark implements Scheduled {
        NOT_YET,
        OVER;

        @Override
        public void cancel() {}
    }
}
