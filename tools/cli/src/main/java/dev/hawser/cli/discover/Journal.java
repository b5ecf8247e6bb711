// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.source.News;
import dev.hawser.cli.source.Troubles;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns what a source tells into what is worth a line. Decides only; not safe for use by several threads. */
final class Journal {

    private List<Endpoint> known = List.of();
    private boolean begun;
    private final Set<String> told = new HashSet<>();

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
        boolean said = !told.isEmpty();
        told.clear();
        return said ? List.of(new Event.Recovered()) : List.of();
    }

    /** A source that is down fails at every attempt, and of several agents each in its way: no failure is news twice. */
    private List<Event> troubled(LastGood.Problem problem) {
        String words = Troubles.words(problem);
        if (problem.kind() == LastGood.Kind.DUPLICATES) {
            return List.of(new Event.Troubled(words));
        }
        return told.add(words) ? List.of(new Event.Troubled(words)) : List.of();
    }

    /** The endpoints as they are now, in the order of the source. */
    List<Endpoint> known() {
        return known;
    }

    /** Whether there has been a good answer. */
    boolean begun() {
        return begun;
    }
}
