// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.kubernetes.api.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An API server without a network, which answers inside the call. For one thread. */
final class FakeApi implements Api {
    /** Every question, in order. */
    final List<String> questions = new ArrayList<>();

    int opened;
    int closed;
    private final Map<String, String> resources = new TreeMap<>();
    private final List<Ear> watching = new ArrayList<>();
    private final List<Ear> silent = new ArrayList<>();
    private Optional<IOException> failure = Optional.empty();
    private boolean hanging;

    Api open() {
        opened++;
        return this;
    }

    @Override
    public String namespace() {
        return "shop";
    }

    @Override
    public Call get(String question, Verb verb, String what, Ear ear) {
        questions.add(question);
        if (hanging) {
            silent.add(ear);
        } else if (failure.isPresent()) {
            ear.onEnded(failure);
        } else if (verb == Verb.LIST) {
            ear.onStarted();
            ear.onText("{\"kind\": \"EndpointSliceList\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": ["
                    + String.join(",", resources.values()) + "]}");
            ear.onEnded(Optional.empty());
        } else {
            watching.add(ear);
            ear.onStarted();
        }
        return () -> watching.remove(ear);
    }

    void put(String name, String json) {
        resources.put(name, json);
        say("{\"type\": \"MODIFIED\", \"object\": " + json + "}");
    }

    void delete(String name) {
        String gone = resources.remove(name);
        if (gone != null) {
            say("{\"type\": \"DELETED\", \"object\": " + gone + "}");
        }
    }

    /** Without a word to those who watch. */
    void putUnseen(String name, String json) {
        resources.put(name, json);
    }

    /** See {@link #putUnseen}. */
    void deleteUnseen(String name) {
        resources.remove(name);
    }

    void say(String line) {
        List.copyOf(watching).forEach(ear -> ear.onText(line));
    }

    /** Ends all watches so, and answers all questions so, until {@link #heal}. */
    void breakDown(IOException cause) {
        failure = Optional.of(cause);
        end(failure);
    }

    void end(Optional<IOException> cause) {
        List<Ear> all = List.copyOf(watching);
        watching.clear();
        all.forEach(ear -> ear.onEnded(cause));
    }

    /** Those who watch hear nothing any more, also not that they don't. */
    void loseWatches() {
        watching.clear();
    }

    void heal() {
        failure = Optional.empty();
        hanging = false;
    }

    /** From now on no question is answered. */
    void hang() {
        hanging = true;
    }

    /** Answers late what was asked while it hung. */
    void answerLate() {
        silent.forEach(ear -> {
            ear.onStarted();
            ear.onText("{\"type\": \"ADDED\", \"object\": {}}");
            ear.onEnded(Optional.of(new IOException("late")));
        });
    }

    int watches() {
        return watching.size();
    }

    long asked(String part) {
        return questions.stream().filter(each -> each.contains(part)).count();
    }

    @Override
    public void close() {
        closed++;
    }
}
