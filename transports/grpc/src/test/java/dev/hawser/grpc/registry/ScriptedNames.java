// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.registry;

import dev.hawser.discovery.Discovery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source of names that says what it is told to say. */
final class ScriptedNames implements NameSource {

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    void say(Map<String, String> names) {
        watchers.forEach(watcher -> watcher.onNames(names));
    }

    void gone() {
        watchers.forEach(Watcher::onGone);
    }

    void fail(Throwable cause) {
        watchers.forEach(watcher -> watcher.onFailure(cause));
    }

    int open() {
        return watchers.size();
    }

    @Override
    public Discovery.Subscription watch(Watcher watcher, Discovery.Context context) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public String describe() {
        return "scripted names";
    }
}
