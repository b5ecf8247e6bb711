// SPDX-License-Identifier: Apache-2.0
package dev.hawser.testkit;

import dev.hawser.discovery.Discovery;
import dev.hawser.endpoint.Endpoint;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A discovery that says what it is told to say, to all who watch, on the thread that tells it. Who comes later hears
 * the latest word first; before the first word there is silence.
 */
public final class ScriptedDiscovery implements Discovery {
    private final String name;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Consumer<Watcher>> latest = new AtomicReference<>();

    public ScriptedDiscovery() {
        this("scripted");
    }

    /** @param name what {@link #describe()} says */
    public ScriptedDiscovery(String name) {
        this.name = name;
    }

    /** Answers with these. */
    public void publish(Endpoint... endpoints) {
        publish(List.of(endpoints));
    }

    /** Answers with these. */
    public void publish(List<Endpoint> endpoints) {
        say(watcher -> watcher.onEndpoints(endpoints));
    }

    /** Answers with {@code host:port}, all of default weight. */
    public void publish(String... addresses) {
        publish(Arrays.stream(addresses).map(Endpoint::of).toList());
    }

    /** Answers that nothing is left, for certain. */
    public void gone() {
        say(Watcher::onGone);
    }

    public void fail(Throwable cause) {
        say(watcher -> watcher.onFailure(cause));
    }

    /** Breaks the contract: a list in which an endpoint is {@code null}. */
    @SuppressWarnings("NullAway")
    public void garbage() {
        say(watcher -> watcher.onEndpoints(Collections.singletonList(null)));
    }

    /** How many watches are open. */
    public int open() {
        return watches.size();
    }

    /** What watchers have thrown, which harmed no other watcher. A test may want to find it empty. */
    public List<Throwable> thrown() {
        return List.copyOf(thrown);
    }

    private void say(Consumer<Watcher> word) {
        latest.set(word);
        watches.forEach(watch -> watch.hear(word));
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        Watch watch = new Watch(watcher);
        watches.add(watch);
        Consumer<Watcher> word = latest.get();
        if (word != null) {
            watch.hear(word);
        }
        return () -> watches.remove(watch);
    }

    @Override
    public String describe() {
        return name;
    }

    private final class Watch {
        private final Watcher watcher;

        Watch(Watcher watcher) {
            this.watcher = watcher;
        }

        void hear(Consumer<Watcher> word) {
            if (!watches.contains(this)) {
                return;
            }
            try {
                word.accept(watcher);
            } catch (RuntimeException | Error e) {
                thrown.add(e);
            }
        }
    }
}
