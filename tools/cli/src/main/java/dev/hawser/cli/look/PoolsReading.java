// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.admin.PoolSeen;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Column;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import java.util.List;

/** A row for each pool. All is well while each of them has somebody who can serve. */
final class PoolsReading implements Reading {

    private static final List<Column> COLUMNS = List.of(
            text("POOL", 12).fitted(),
            text("STATE", 6),
            number("UP", 4),
            number("CALLS/S", 7),
            number("SUCCESS", 7),
            number("P50", 7).withRank(3),
            number("P99", 7).withRank(2),
            number("IN FLIGHT", 5).withRank(5),
            number("WAITING", 5).withRank(1),
            number("REFUSED", 5).withRank(6),
            text("SOURCE", 12).fitted().withRank(7));

    @Override
    public List<String> lines(Fields answer, int width, boolean colours) {
        List<PoolSeen> pools = PoolSeen.allOf(answer);
        if (pools.isEmpty()) {
            return List.of("no pool is watched there");
        }
        Table table = new Table(COLUMNS);
        pools.forEach(pool -> table.row(cells(pool)));
        return table.lines(width, colours);
    }

    private static List<Cell> cells(PoolSeen pool) {
        boolean troubled = !pool.sourceProblem().isEmpty();
        return List.of(
                Cell.of(pool.name()),
                Shown.poolState(pool.state()),
                Cell.of(pool.up() + "/" + pool.endpoints().size()),
                Cell.of(Shown.rate(pool.perSecond())),
                Cell.of(
                        Shown.success(pool.successPercent()),
                        pool.successPercent().orElse(100) < 100 ? Style.WARNING : Style.PLAIN),
                Cell.of(Shown.millis(pool.p50Millis())),
                Cell.of(Shown.millis(pool.p99Millis())),
                Cell.of(Numbers.count(pool.inFlight())),
                Shown.trouble(pool.waiting()),
                Shown.trouble(pool.refused()),
                Cell.of(
                        Shown.orDash(pool.source()) + (troubled ? ": " + pool.sourceProblem() : ""),
                        troubled ? Style.WARNING : Style.FAINT));
    }

    @Override
    public boolean isWell(Fields answer) {
        return PoolSeen.allOf(answer).stream().noneMatch(pool -> pool.state().equals("DOWN"));
    }
}
