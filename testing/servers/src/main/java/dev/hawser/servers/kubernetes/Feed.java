// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/** What one watch is still to be told, in order. Safe for use by any thread. */
final class Feed {

    private final String path;
    private final Predicate<JsonObject> wanted;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

    Feed(ApiRequest request) {
        path = request.path();
        wanted = new Selection(request);
    }

    void offer(Store.Change change) {
        if (change.path().equals(path) && wanted.test(change.object())) {
            say(change.line());
        }
    }

    void say(String line) {
        steps.add(new Step(line, Kind.LINE));
    }

    /** Ends the watch as the real server does after a while. */
    void end() {
        steps.add(new Step("", Kind.END));
    }

    /** The client has gone, or is to believe so. */
    void cut() {
        steps.add(new Step("", Kind.CUT));
    }

    Step next() throws InterruptedException {
        return steps.take();
    }

    record Step(String line, Kind kind) {}

    enum Kind {
        LINE,
        END,
        CUT
    }
}
