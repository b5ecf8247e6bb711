// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import static dev.hawser.cli.term.Column.number;
import static dev.hawser.cli.term.Column.text;

import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Column;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Table;
import dev.hawser.cli.term.Width;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Endpoints as a table for people. Pure. */
final class Listing {

    /** Attributes are as long as they are; a line that is wrapped still tells them. */
    private static final int AS_WIDE_AS_NEEDED = 10_000;

    private static final Set<String> SHOWN_APART = Set.of(Attributes.ZONE, Attributes.STATE);

    private final boolean wide;
    private final boolean colours;

    Listing(boolean wide, boolean colours) {
        this.wide = wide;
        this.colours = colours;
    }

    /**
     * The table. Where it is narrow, columns are left out, the least important first, and zones cut; addresses are whole
     * at any width, for people copy them.
     *
     * @param width of a terminal; absent where the lines go to a file or a program
     */
    List<String> lines(List<Endpoint> endpoints, Optional<Integer> width) {
        List<Column> columns = new ArrayList<>(List.of(
                text("ADDRESS", 0),
                number("WEIGHT", 0).withRank(1),
                number("PRIORITY", 0).withRank(4),
                text("ZONE", 4).upTo(5).withRank(3),
                text("STATE", 0).withRank(2)));
        if (wide) {
            columns.add(text("OTHER ATTRIBUTES", 0));
        }
        Table table = new Table(columns);
        endpoints.stream().sorted(Order.OF_ENDPOINTS).forEach(endpoint -> table.row(row(endpoint)));
        int longest = endpoints.stream()
                .mapToInt(endpoint -> Width.of(endpoint.address().toString()))
                .max()
                .orElse(0);
        return table.lines(wide ? AS_WIDE_AS_NEEDED : Math.max(longest, width.orElse(AS_WIDE_AS_NEEDED)), colours);
    }

    private List<Cell> row(Endpoint endpoint) {
        List<Cell> cells = new ArrayList<>(List.of(
                Cell.of(endpoint.address().toString()),
                Cell.of(endpoint.weight(), endpoint.weight() == 0 ? Style.WARNING : Style.PLAIN),
                Cell.of(endpoint.priority(), Style.PLAIN),
                Cell.of(endpoint.attributes().getOrDefault(Attributes.ZONE, "-")),
                Cell.of(endpoint.attributes().getOrDefault(Attributes.STATE, "-"))));
        if (wide) {
            cells.add(Cell.of(others(endpoint)));
        }
        return cells;
    }

    /** The attributes that have no column: {@code name=g-1 node=n1}. */
    static String others(Endpoint endpoint) {
        return new TreeMap<>(endpoint.attributes())
                .entrySet().stream()
                        .filter(attribute -> !SHOWN_APART.contains(attribute.getKey()))
                        .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                        .collect(Collectors.joining(" "));
    }
}
