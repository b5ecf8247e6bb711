// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what a discovery says. Safe for use by any thread. */
public final class RecordingWatcher implements Discovery.Watcher {
    private final List<List<Endpoint>> answers = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger gone = new AtomicInteger();

    @Override
    public void onEndpoints(List<Endpoint> endpoints) {
        answers.add(endpoints);
    }

    @Override
    public void onGone() {
        gone.incrementAndGet();
        answers.add(List.of());
    }

    @Override
    public void onFailure(Throwable cause) {
        failures.add(cause);
    }

    /** All answers, in order; that nothing is left for certain is an empty one here. */
    public List<List<Endpoint>> answers() {
        return List.copyOf(answers);
    }

    /** All failures, in order. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** How many of the empty answers were certain. */
    public int gone() {
        return gone.get();
    }

    /** The latest answer; empty if there was none. */
    public List<Endpoint> latest() {
        return answers.isEmpty() ? List.of() : answers.get(answers.size() - 1);
    }

    /** The addresses of {@link #latest()}, as text. */
    public List<String> addresses() {
        return latest().stream().map(each -> each.address().toString()).toList();
    }

    /** Answers and failures so far. */
    public int heard() {
        return answers.size() + failures.size();
    }
}
