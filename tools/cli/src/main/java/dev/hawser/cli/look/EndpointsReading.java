// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.admin.PoolSeen;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Column;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A row for each endpoint. All is well while some are there, and none of them is down or ejected. */
final class EndpointsReading implements Reading {

    private static final Set<String> BROKEN = Set.of("DOWN", "EJECTED");

    private static final List<Column> COLUMNS = List.of(
            text("POOL", 11).fitted(),
            text("ENDPOINT", 23).fitted(),
            text("STATE, AND WHY", 22).fitted(),
            number("WEIGHT", 6).withRank(5),
            number("CONNECTIONS", 7).withRank(3),
            number("IN FLIGHT", 5).withRank(4),
            number("CALLS/S", 7),
            number("SHARE", 5).withRank(1),
            number("RATE", 5).withRank(8),
            number("FAILED", 6),
            text("ZONE", 4).withRank(7),
            text("LAST ERROR", 16).fitted().withRank(6));

    @Override
    public List<String> lines(Fields answer, int width, boolean colours) {
        Table table = new Table(COLUMNS);
        for (PoolSeen pool : PoolSeen.allOf(answer)) {
            pool.endpoints().forEach(endpoint -> table.row(cells(pool, endpoint)));
        }
        return endpoints(answer).findAny().isEmpty()
                ? List.of("no endpoint is there, or none of that kind")
                : table.lines(width, colours);
    }

    private static List<Cell> cells(PoolSeen pool, EndpointSeen endpoint) {
        boolean overridden = endpoint.weight() != endpoint.discoveredWeight();
        return List.of(
                Cell.of(pool.name()),
                Cell.of(endpoint.label() + (endpoint.leader() ? " (leader)" : "")),
                Shown.state(endpoint),
                Cell.of(
                        endpoint.weight() + (overridden ? " (" + endpoint.discoveredWeight() + ")" : ""),
                        overridden ? Style.WARNING : Style.PLAIN),
                Cell.of(endpoint.idle() + "/" + endpoint.busy() + "/" + endpoint.max()),
                Cell.of(Numbers.count(endpoint.inFlight())),
                Cell.of(Shown.rate(endpoint.perSecond())),
                Cell.of(Shown.share(endpoint.share())),
                Cell.of(Shown.share(endpoint.rateUsed())),
                Shown.trouble(endpoint.failed()),
                Cell.of(Shown.orDash(endpoint.zone())),
                lastError(endpoint));
    }

    private static Cell lastError(EndpointSeen endpoint) {
        return endpoint.lastError().isEmpty()
                ? Cell.of("-")
                : Cell.of(Shown.span(endpoint.lastErrorAgoMillis()) + " ago: " + endpoint.lastError(), Style.FAINT);
    }

    private static Stream<EndpointSeen> endpoints(Fields answer) {
        return PoolSeen.allOf(answer).stream().flatMap(pool -> pool.endpoints().stream());
    }

    @Override
    public boolean isWell(Fields answer) {
        return endpoints(answer).findAny().isPresent()
                && endpoints(answer).noneMatch(endpoint -> BROKEN.contains(endpoint.state()));
    }
}
