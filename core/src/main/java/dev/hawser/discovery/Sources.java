// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.internal.Serial;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Watches several discoveries for one judge, who hears one thing at a time, whatever threads the sources use. */
final class Sources implements Discovery.Subscription {

    /** Hears all sources, each by its place in the list. */
    interface Judge {

        void onAnswer(int source, Answer answer);

        void onFailure(int source, Throwable cause);

        /** Hears nothing after this. */
        void onClose();
    }

    private final Judge judge;
    private final Delivery delivery;
    private final Serial serial;
    private final Queue<Discovery.Subscription> open = new ConcurrentLinkedQueue<>();

    Sources(Judge judge, Delivery delivery, Serial serial) {
        this.judge = judge;
        this.delivery = delivery;
        this.serial = serial;
    }

    /** At least one source, none of them {@code null}. */
    static List<Discovery> checked(List<Discovery> sources) {
        if (requireNonNull(sources, "sources").isEmpty()) {
            throw new IllegalArgumentException("sources: none (expected: at least one)");
        }
        return List.copyOf(sources);
    }

    static String describe(String combination, List<Discovery> sources) {
        return sources.stream().map(Discovery::describe).collect(Collectors.joining(", ", combination + "(", ")"));
    }

    Sources watch(List<Discovery> sources, Discovery.Context context) {
        try {
            for (int i = 0; i < sources.size() && !delivery.isClosed(); i++) {
                open.add(sources.get(i).watch(new Ear(i), context));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        if (delivery.isClosed()) { // by the watcher, in the middle of the loop
            closeAll();
        }
        return this;
    }

    @Override
    public void close() {
        delivery.close();
        closeAll();
        serial.execute(judge::onClose);
    }

    private void closeAll() {
        for (Discovery.Subscription each = open.poll(); each != null; each = open.poll()) {
            each.close();
        }
    }

    private final class Ear implements Discovery.Watcher {
        private final int source;

        Ear(int source) {
            this.source = source;
        }

        @Override
        public void onEndpoints(List<Endpoint> endpoints) {
            hear(() -> judge.onAnswer(source, Answer.of(endpoints)));
        }

        @Override
        public void onGone() {
            hear(() -> judge.onAnswer(source, Answer.GONE));
        }

        @Override
        public void onFailure(Throwable cause) {
            hear(() -> judge.onFailure(source, cause));
        }

        private void hear(Runnable saying) {
            serial.execute(() -> {
                if (!delivery.isClosed()) {
                    saying.run();
                }
            });
        }
    }
}
