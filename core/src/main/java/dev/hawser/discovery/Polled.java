// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** A discovery that asks again and again. Each watch has a question of its own, which may remember things. */
record Polled(String describe, RefreshOptions refresh, Supplier<Question> questions) implements Discovery {

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Polling polling = new Polling(questions.get(), refresh, new Delivery(watcher, describe), context);
        polling.ask();
        return polling;
    }

    /** What is asked. May block; is never asked twice at a time. */
    @FunctionalInterface
    interface Question {

        List<Endpoint> ask() throws IOException;
    }
}
