// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.admin.PoolSeen;
import dev.hawser.cli.look.Shown;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Column;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** How pools and what the user asked for look on a terminal. Pure: the same input makes the same lines. */
final class TopText {

    private static final int SPARKS = 20;

    /** The endpoints' columns; what a narrow terminal can miss has a rank, and the highest goes first. */
    private static final List<Column> COLUMNS = List.of(
            text("  ENDPOINT", 25).fitted(),
            text("STATE, AND WHY", 24).upTo(46),
            number("CALLS/S", 7),
            number("SHARE", 5).withRank(2),
            number("IN FLIGHT", 9).withRank(1),
            number("ERRORS", 6),
            number("CONNECTIONS", 11).withRank(4),
            number("WEIGHT", 6).withRank(5),
            number("SINCE", 6).withRank(3),
            text("LAST 20 S", SPARKS).withRank(6),
            text("LAST ERROR", 20).upTo(44).withRank(7));

    private final boolean colours;
    private final HeadText head;
    private final DetailText details;

    /** @param where the console is, as the user named it */
    TopText(String where, ZoneId zone, boolean colours) {
        this.colours = colours;
        this.head = new HeadText(where, zone, colours);
        this.details = new DetailText(zone, colours);
    }

    /** A frame of so many lines at most; the chosen row is among them. */
    List<String> frame(TopData data, TopState state, boolean actions, int width, int height) {
        List<String> top = head.lines(data, state, width);
        String bottom = head.bottom(data, state, actions, width);
        Body body = body(data, state, width);
        int room = Math.max(1, height - top.size() - 2);
        int last = Math.max(0, body.lines().size() - room);
        int from = Math.max(0, Math.min(last, body.chosen() - room / 2));
        List<String> lines = new ArrayList<>(top);
        lines.add(body.titles());
        lines.addAll(body.lines().subList(from, Math.min(body.lines().size(), from + room)));
        while (lines.size() < height - 1) {
            lines.add("");
        }
        lines.add(bottom);
        return lines;
    }

    /** All of it, to be printed once. */
    List<String> page(TopData data, int width) {
        List<String> lines = new ArrayList<>(head.lines(data, TopState.BEGINNING, width));
        Body body = body(data, TopState.BEGINNING, width);
        lines.add(body.titles());
        lines.addAll(body.lines());
        return lines;
    }

    /**
     * What is between head and foot.
     *
     * @param chosen the number of the line with the chosen row; 0 if there is none
     */
    private record Body(String titles, List<String> lines, int chosen) {}

    private Body body(TopData data, TopState state, int width) {
        List<TopData.Row> rows = data.rows(state);
        Table table = new Table(COLUMNS);
        rows.forEach(row -> table.row(cells(row, row.id().equals(state.chosen().orElse(null)))));
        List<String> drawn = table.lines(width, colours);
        List<String> lines = new ArrayList<>();
        int chosen = 0;
        int next = 1;
        for (PoolSeen pool : data.pools()) {
            int count = data.rows(pool, state).size();
            if (count == 0 && !state.filter().isEmpty()) {
                continue;
            }
            lines.add(head.pool(pool, width));
            for (int n = 0; n < count; n++, next++) {
                boolean isChosen = rows.get(next - 1).id().equals(state.chosen().orElse(null));
                chosen = isChosen ? lines.size() : chosen;
                lines.add(drawn.get(next));
                if (isChosen && state.expanded()) {
                    lines.addAll(details.lines(rows.get(next - 1).endpoint(), data.news(), width));
                }
            }
        }
        if (lines.isEmpty()) {
            lines.add(Style.FAINT.apply(
                    data.pools().isEmpty() ? "  no pool is watched there" : "  nothing matches the filter", colours));
        }
        return new Body(drawn.get(0), lines, chosen);
    }

    private static List<Cell> cells(TopData.Row row, boolean chosen) {
        EndpointSeen endpoint = row.endpoint();
        boolean overridden = endpoint.weight() != endpoint.discoveredWeight();
        double most = row.pool().endpoints().stream()
                .flatMap(e -> e.spark().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        return List.of(
                Cell.of(
                        (chosen ? "▶ " : "  ") + endpoint.label() + (endpoint.leader() ? " ★" : ""),
                        chosen ? Style.STRONG : Style.PLAIN),
                Shown.state(endpoint),
                Cell.of(Shown.rate(endpoint.perSecond())),
                Cell.of(Shown.share(endpoint.share())),
                Cell.of(Numbers.count(endpoint.inFlight())),
                Shown.trouble(endpoint.failed()),
                Cell.of(endpoint.idle() + "/" + endpoint.busy() + "/" + endpoint.max()),
                Cell.of(
                        endpoint.weight() + (overridden ? "*" : ""), overridden ? Style.WARNING : Style.PLAIN),
                Cell.of(Shown.span(endpoint.sinceMillis())),
                Cell.of(Spark.line(endpoint.spark(), SPARKS, most), Style.ACCENT),
                Cell.of(endpoint.lastError(), Style.FAINT));
    }
}
