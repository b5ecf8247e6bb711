// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.Console;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Style;
import dev.hawser.endpoint.Endpoint;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** For people: a table, then a line for each event. */
final class TableTelling implements Telling {

    private final Console console;
    private final boolean colours;
    private final Listing listing;
    private final EventText events;

    TableTelling(Console console, boolean wide) {
        this.console = console;
        this.colours = console.terminal().coloursOut();
        this.listing = new Listing(wide, colours);
        this.events = new EventText(ZoneId.systemDefault(), wide, colours);
    }

    @Override
    public void begin(List<Endpoint> endpoints, String summary, Instant at) {
        List<String> lines = new ArrayList<>(listing.lines(endpoints, console.terminalWidth()));
        lines.add(faint(summary + "; Ctrl-C ends"));
        console.print(lines);
    }

    @Override
    public void event(Event event, Instant at, int count) {
        console.print(List.of(events.line(event, at, count)));
    }

    @Override
    public void end(DiscoverReport report, List<Endpoint> endpoints, String summary) {
        if (report.ok()) {
            List<String> lines = new ArrayList<>(listing.lines(endpoints, console.terminalWidth()));
            lines.add(faint(summary));
            console.print(lines);
            report.problems().forEach(problem -> console.complain("note: " + problem));
        }
    }

    private String faint(String text) {
        Cell cell = Cell.of(text, Style.FAINT);
        return cell.style().apply(cell.text(), colours);
    }
}
