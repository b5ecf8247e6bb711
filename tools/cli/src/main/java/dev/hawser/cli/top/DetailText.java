// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.admin.EventSeen;
import dev.hawser.cli.look.Shown;
import dev.hawser.cli.look.Wrapped;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Width;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What there is to say of one endpoint: how it stands and since when, what went wrong last, and its latest changes. Pure. */
final class DetailText {

    private static final String INDENT = "      ";
    private static final int MOST_NEWS = 8;

    /** Every single connection would soon hide the changes of state that they lead to. */
    private static final Set<String> CONNECTIONS = Set.of("ConnectionOpened", "ConnectionClosed", "ConnectFailed");

    private final ZoneId zone;
    private final boolean colours;

    DetailText(ZoneId zone, boolean colours) {
        this.zone = zone;
        this.colours = colours;
    }

    List<String> lines(EndpointSeen endpoint, List<EventSeen> news, int width) {
        List<String> lines = new ArrayList<>();
        add(lines, standing(endpoint), Style.PLAIN, width);
        add(lines, numbers(endpoint), Style.PLAIN, width);
        if (!endpoint.why().isEmpty()) {
            add(lines, "why: " + endpoint.why(), Shown.style(endpoint), width);
        }
        String error = endpoint.lastError();
        add(
                lines,
                error.isEmpty()
                        ? "no error yet"
                        : "last error, " + Shown.span(endpoint.lastErrorAgoMillis()) + " ago: " + error,
                error.isEmpty() ? Style.FAINT : Style.WARNING,
                width);
        List<EventSeen> changes = news.stream()
                .filter(event -> !CONNECTIONS.contains(event.kind()))
                .limit(MOST_NEWS)
                .toList();
        for (EventSeen event : changes) {
            String words = event.text().replace(endpoint.address() + ": ", "");
            String text = Shown.time(event.at(), zone) + "  " + Shown.plain(words);
            lines.add(INDENT
                    + (event.warns() ? Style.WARNING : Style.FAINT).apply(Width.cut(text, width - INDENT.length()), colours));
        }
        if (changes.isEmpty()) {
            add(lines, "no changes lately", Style.FAINT, width);
        }
        return lines;
    }

    private static String standing(EndpointSeen endpoint) {
        String discovered = endpoint.weight() == endpoint.discoveredWeight()
                ? ""
                : " (set by an operator; discovery says " + endpoint.discoveredWeight() + ")";
        String zone = endpoint.zone().isEmpty() ? "" : ", zone " + endpoint.zone();
        return Shown.word(endpoint) + " for " + Shown.span(endpoint.sinceMillis()) + ", weight " + endpoint.weight() + discovered
                + zone + (endpoint.leader() ? ", leader" : "");
    }

    private static String numbers(EndpointSeen endpoint) {
        return endpoint.idle() + " idle and " + endpoint.busy() + " busy connections of " + endpoint.max() + ", "
                + Numbers.count(endpoint.opened()) + " opened, " + Numbers.count(endpoint.connectFailures())
                + " failed to open; " + Numbers.count(endpoint.total()) + " calls, " + Numbers.count(endpoint.failed())
                + " failed"
                + (endpoint.rateUsed().isPresent() ? "; " + Shown.share(endpoint.rateUsed()) + " of its rate used" : "");
    }

    private void add(List<String> lines, String text, Style style, int width) {
        Wrapped.lines(text, width - INDENT.length()).forEach(line -> lines.add(INDENT + style.apply(line, colours)));
    }
}
