// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.admin.PoolSeen;
import dev.hawser.cli.look.Shown;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Numbers;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Width;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The lines above and below the table, and those of pools in it. Pure. */
final class HeadText {

    private static final int ROOMY = 116;
    private static final Cell GAP = Cell.of("   ");

    private final String where;
    private final ZoneId zone;
    private final boolean colours;

    HeadText(String where, ZoneId zone, boolean colours) {
        this.where = where;
        this.zone = zone;
        this.colours = colours;
    }

    List<String> lines(TopData data, TopState state, int width) {
        return List.of(title(data, state, width), sums(data.pools(), width), "");
    }

    private String title(TopData data, TopState state, int width) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(" hawser top", Style.STRONG));
        cells.add(Cell.of(where, Style.ACCENT));
        cells.add(Cell.of(Shown.time(data.at(), zone).replaceAll("\\.\\d+$", "")));
        if (state.paused()) {
            cells.add(Cell.of("PAUSED", Style.WARNING));
        }
        if (!data.problem().isEmpty()) {
            cells.add(Cell.of("NO NEWS: " + data.problem(), Style.BAD));
        }
        cells.add(Cell.of("by " + state.order().word() + (state.reversed() ? ", reversed" : ""), Style.FAINT));
        if (!state.filter().isEmpty()) {
            cells.add(Cell.of("only '" + state.filter() + "'", Style.WARNING));
        }
        return line(cells, width);
    }

    private String sums(List<PoolSeen> pools, int width) {
        long endpoints = pools.stream().mapToLong(pool -> pool.endpoints().size()).sum();
        long up = pools.stream().mapToLong(PoolSeen::up).sum();
        long waiting = pools.stream().mapToLong(PoolSeen::waiting).sum();
        double rate = pools.stream().mapToDouble(pool -> pool.perSecond().orElse(0)).sum();
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(" " + Shown.rate(OptionalDouble.of(rate)) + " calls/s", Style.STRONG));
        OptionalDouble success = success(pools, rate);
        cells.add(Cell.of(
                "success " + Shown.success(success), success.orElse(100) < 100 ? Style.WARNING : Style.PLAIN));
        cells.addAll(latencies(pools));
        cells.add(Cell.of("waiting " + Numbers.count(waiting), waiting > 0 ? Style.WARNING : Style.PLAIN));
        cells.add(Cell.of(up + " of " + endpoints + " up", up < endpoints ? Style.WARNING : Style.GOOD));
        return line(cells, width);
    }

    /** Each pool's weighs as much as the pool has calls. */
    private static OptionalDouble success(List<PoolSeen> pools, double rate) {
        if (rate <= 0) {
            return OptionalDouble.empty();
        }
        double good = pools.stream()
                .mapToDouble(pool -> pool.perSecond().orElse(0) * pool.successPercent().orElse(100))
                .sum();
        return OptionalDouble.of(good / rate);
    }

    /** Quantiles of several pools cannot be added up: those of the slowest are shown, and its name. */
    private static List<Cell> latencies(List<PoolSeen> pools) {
        Optional<PoolSeen> slowest = pools.stream()
                .filter(pool -> pool.p99Millis().isPresent())
                .max(Comparator.comparingDouble(pool -> pool.p99Millis().getAsDouble()));
        OptionalDouble none = OptionalDouble.empty();
        String name = slowest.filter(pool -> pools.size() > 1)
                .map(pool -> " (" + pool.name() + ")")
                .orElse("");
        return List.of(
                Cell.of("p50 " + Shown.millis(slowest.map(PoolSeen::p50Millis).orElse(none))),
                Cell.of("p99 " + Shown.millis(slowest.map(PoolSeen::p99Millis).orElse(none)) + name));
    }

    /** One pool, above its endpoints. */
    String pool(PoolSeen pool, int width) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(pool.name(), Style.STRONG));
        cells.add(Shown.poolState(pool.state()));
        cells.add(Cell.of(pool.up() + " of " + pool.endpoints().size() + " up"));
        cells.add(Cell.of(Shown.rate(pool.perSecond()) + " calls/s"));
        if (pool.waiting() > 0) {
            cells.add(Cell.of(Numbers.count(pool.waiting()) + " waiting", Style.WARNING));
        }
        if (!pool.sourceProblem().isEmpty()) {
            cells.add(Cell.of("discovery: " + pool.sourceProblem(), Style.WARNING));
        }
        if (pool.successPercent().isPresent()) {
            cells.add(Cell.of(Shown.success(pool.successPercent())));
        }
        if (pool.p99Millis().isPresent()) {
            cells.add(Cell.of("p50 " + Shown.millis(pool.p50Millis())));
            cells.add(Cell.of("p99 " + Shown.millis(pool.p99Millis())));
        }
        cells.add(Cell.of(pool.source(), Style.FAINT));
        return line(cells, width);
    }

    /** What can be pressed, or what is being asked. */
    String bottom(TopData data, TopState state, boolean actions, int width) {
        if (state.prompt() == TopState.Prompt.FILTER) {
            return line(List.of(Cell.of(" filter: " + state.filter() + "█", Style.STRONG),
                    Cell.of("Enter keeps it, Esc shows all", Style.FAINT)), width);
        }
        if (state.prompt() == TopState.Prompt.CONFIRM) {
            return line(List.of(Cell.of(" " + question(data, state) + "  y / n", Style.WARNING)), width);
        }
        if (!state.message().isEmpty()) {
            return line(List.of(Cell.of(" " + state.message(), Style.ACCENT)), width);
        }
        String sorting = width < ROOMY ? "sort: s a c i e" : "sort: s)tate a)ddress c)alls i)n flight e)rrors";
        List<String> keys = List.of(
                " q quit", actions ? "d drain" : "", "↑↓ choose", "Enter details", sorting, "/ filter", "p pause");
        return line(keys.stream().map(key -> Cell.of(key, Style.FAINT)).toList(), width);
    }

    private static String question(TopData data, TopState state) {
        return data.chosen(state)
                .map(row -> row.endpoint().drained()
                        ? "Give " + row.endpoint().label() + " of " + row.pool().name() + " new work again?"
                        : "Drain " + row.endpoint().label() + " of " + row.pool().name() + ": no new work for it?")
                .orElse("That endpoint is gone.");
    }

    /** As many as have room, each whole; what is alone too wide is cut. */
    private String line(List<Cell> cells, int width) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (Cell cell : cells) {
            int gap = used == 0 ? 0 : Width.of(GAP.text());
            int room = width - used - gap;
            if (cell.text().isEmpty() || room < Math.min(12, Width.of(cell.text()))) {
                continue;
            }
            String text = Width.cut(cell.text(), room);
            line.append(" ".repeat(gap)).append(cell.style().apply(text, colours));
            used += gap + Width.of(text);
        }
        return line.toString();
    }
}
