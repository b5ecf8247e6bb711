// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.internal.Serial;
import dev.hawser.time.Time;
import java.io.IOException;
import java.util.List;

/** The shell around {@link Fallback}: brings it the answers, the failures and the time, and does what it says. */
record FirstOf(FallbackOptions options, List<Discovery> sources) implements Discovery {

    FirstOf {
        sources = Sources.checked(sources);
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Delivery delivery = new Delivery(watcher, describe());
        Serial serial = new Serial();
        Watch watch = new Watch(new Fallback(sources.size(), options), delivery, serial, context.time());
        return new Sources(watch, delivery, serial).watch(sources, context);
    }

    @Override
    public String describe() {
        return Sources.describe("first of", sources);
    }

    /** All methods run in {@link #serial}, one at a time. */
    private final class Watch implements Sources.Judge {
        private final Fallback fallback;
        private final Delivery delivery;
        private final Serial serial;
        private final Time time;
        private Time.Scheduled recheck = () -> {};

        Watch(Fallback fallback, Delivery delivery, Serial serial, Time time) {
            this.fallback = fallback;
            this.delivery = delivery;
            this.serial = serial;
            this.time = time;
        }

        @Override
        public void onAnswer(int source, Answer answer) {
            follow(source, fallback.onAnswer(source, answer, time.nanoTime()));
        }

        @Override
        public void onFailure(int source, Throwable cause) {
            follow(source, fallback.onFailure(source, cause, time.nanoTime()));
        }

        private void onHoldEnded() {
            if (!delivery.isClosed()) {
                follow(0, fallback.onHoldEnded(time.nanoTime()));
            }
        }

        private void follow(int source, Fallback.Decision decision) {
            recheck.cancel();
            if (decision.recheckNanos().isPresent()) {
                long delay = decision.recheckNanos().getAsLong();
                recheck = time.schedule(delay, () -> serial.execute(this::onHoldEnded));
            }
            for (LastGood.Problem problem : decision.problems()) {
                delivery.onFailure(failure(sources.get(source), problem));
            }
            decision.publish().ifPresent(answer -> answer.tell(delivery));
        }

        @Override
        public void onClose() {
            recheck.cancel();
        }
    }

    static IOException failure(Discovery source, LastGood.Problem problem) {
        return new IOException(
                source.describe() + ": " + problem.message(), problem.cause().orElse(null));
    }
}
