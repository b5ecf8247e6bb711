// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.source.News;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.util.List;

/** Turns what a source tells into what is worth a line. Decides only; not safe for use by several threads. */
final class Journal {

    private List<Endpoint> known = List.of();
    private boolean begun;
    private String trouble = "";

    /** What follows from the news, in order. */
    List<Event> on(News news) {
        if (news instanceof News.Found found) {
            List<Change> changes = Change.between(known, found.endpoints());
            known = found.endpoints();
            begun = true;
            return changes.stream().<Event>map(Event.Moved::new).toList();
        }
        if (news instanceof News.Trouble told) {
            return troubled(told.problem());
        }
        boolean said = !trouble.isEmpty();
        trouble = "";
        return said ? List.of(new Event.Recovered()) : List.of();
    }

    /** A source that is down fails at every attempt; the same failure again is no news. */
    private List<Event> troubled(LastGood.Problem problem) {
        if (problem.kind() == LastGood.Kind.DUPLICATES) {
            return List.of(new Event.Troubled(problem.message()));
        }
        if (problem.message().equals(trouble)) {
            return List.of();
        }
        trouble = problem.message();
        return List.of(new Event.Troubled(problem.message()));
    }

    /** The endpoints as they are now, in the order of the source. */
    List<Endpoint> known() {
        return known;
    }

    /** Whether there has been a good answer. */
    boolean begun() {
        return begun;
    }

    /** The trouble that goes on; empty if there is none. */
    String trouble() {
        return trouble;
    }
}
