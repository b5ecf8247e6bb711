// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.Console;
import dev.hawser.endpoint.Endpoint;
import java.time.Instant;
import java.util.List;

/** For programs: one document, or, of a watch, one a line; the first set comes as so many added endpoints. */
final class JsonTelling implements Telling {

    private final Console console;

    JsonTelling(Console console) {
        this.console = console;
    }

    @Override
    public void begin(List<Endpoint> endpoints, String summary, Instant at) {
        Change.between(List.of(), endpoints).forEach(change -> event(new Event.Moved(change), at, endpoints.size()));
    }

    @Override
    public void event(Event event, Instant at, int count) {
        console.printJsonLine(DiscoverEvent.of(event, at, count));
    }

    @Override
    public void end(DiscoverReport report, List<Endpoint> endpoints, String summary) {
        console.printJson(report);
    }
}
