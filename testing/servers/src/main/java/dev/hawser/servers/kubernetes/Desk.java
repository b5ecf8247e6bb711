// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all connections share: objects, script, open watches and the token. A watch hears each change exactly once, because
 * it is caught up and entered in one locked step.
 */
final class Desk {

    private final ReentrantLock lock = new ReentrantLock();
    private final Store store = new Store();
    private final Script script = new Script();
    private final Set<Feed> feeds = new LinkedHashSet<>();
    private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Optional<String> token = Optional.empty();

    <T> T withStore(Function<Store, T> action) {
        lock.lock();
        try {
            return action.apply(store);
        } finally {
            lock.unlock();
        }
    }

    void change(Function<Store, Optional<Store.Change>> action) {
        lock.lock();
        try {
            action.apply(store).ifPresent(change -> feeds.forEach(feed -> feed.offer(change)));
        } finally {
            lock.unlock();
        }
    }

    void script(Consumer<Script> action) {
        lock.lock();
        try {
            action.accept(script);
        } finally {
            lock.unlock();
        }
    }

    void forEachWatch(Consumer<Feed> action) {
        lock.lock();
        try {
            feeds.forEach(action);
        } finally {
            lock.unlock();
        }
    }

    /** The connections stay, and nothing comes any more. */
    void forgetWatches() {
        lock.lock();
        try {
            feeds.clear();
        } finally {
            lock.unlock();
        }
    }

    int watches() {
        lock.lock();
        try {
            return feeds.size();
        } finally {
            lock.unlock();
        }
    }

    void requireToken(String value) {
        lock.lock();
        try {
            token = Optional.of(value);
        } finally {
            lock.unlock();
        }
    }

    List<ApiRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits that long, or until the server ends. */
    void pause(Duration delay) throws InterruptedException {
        if (over.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }

    void end() {
        over.countDown();
    }

    /** @return what to answer instead of the truth */
    Optional<Answer> receive(ApiRequest request) {
        requests.add(request);
        lock.lock();
        try {
            boolean known = token.map(value -> request.header("authorization").equals("Bearer " + value))
                    .orElse(true);
            return known ? script.next(request.asked()) : Optional.of(Answer.status(401));
        } finally {
            lock.unlock();
        }
    }

    String list(ApiRequest request) {
        String limit = request.parameter("limit");
        int most = limit.isEmpty() ? 0 : Integer.parseInt(limit);
        return withStore(all -> all.list(request.path(), new Selection(request), most, request.parameter("continue")))
                .toString();
    }

    Feed open(ApiRequest request) {
        Feed feed = new Feed(request);
        String version = request.parameter("resourceVersion");
        long since = version.isEmpty() ? 0 : Long.parseLong(version);
        lock.lock();
        try {
            if (since == 0) {
                store.forEach(request.path(), feed::offer);
            } else if (store.isForgotten(since)) {
                feed.say(gone());
                feed.end();
                return feed;
            } else {
                store.since(since).forEach(feed::offer);
            }
            feeds.add(feed);
            return feed;
        } finally {
            lock.unlock();
        }
    }

    void close(Feed feed) {
        lock.lock();
        try {
            feeds.remove(feed);
        } finally {
            lock.unlock();
        }
    }

    static String gone() {
        JsonObject event = new JsonObject();
        event.addProperty("type", "ERROR");
        event.add("object", Connection.status(410));
        return event.toString();
    }
}
