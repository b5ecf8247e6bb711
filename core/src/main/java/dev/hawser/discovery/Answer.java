// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Endpoint;
import java.util.List;

/**
 * What a source said that is not a failure. Sources are not trusted: the list may be anything.
 *
 * @param certain that there is none left; the list is empty then
 */
record Answer(List<Endpoint> endpoints, boolean certain) {

    /** Nothing is left, for certain. */
    static final Answer GONE = new Answer(List.of(), true);

    /** This was said, and may be a mistake. */
    static Answer of(List<Endpoint> endpoints) {
        return new Answer(endpoints, false);
    }

    /** What the judge holds to be true now. */
    static Answer of(LastGood judge) {
        return judge.isGone() ? GONE : of(judge.current());
    }

    LastGood.Verdict judgedBy(LastGood judge, long now) {
        return certain ? judge.onGone(now) : judge.onAnswer(endpoints, now);
    }

    void tell(Discovery.Watcher watcher) {
        if (certain) {
            watcher.onGone();
        } else {
            watcher.onEndpoints(endpoints);
        }
    }
}
