// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.EndpointSample;
import dev.hawser.console.sample.Line;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Rates;
import dev.hawser.endpoint.Text;
import dev.hawser.view.EndpointView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Pools and their endpoints as text. */
final class PoolsText {
    private static final String UNKNOWN = "-";

    private PoolsText() {}

    static String write(List<PoolSample> pools) {
        StringBuilder text = new StringBuilder(overview(pools).toString());
        for (PoolSample pool : pools) {
            text.append('\n').append(title(pool)).append('\n').append(endpoints(pool));
        }
        return text.toString();
    }

    private static Table overview(List<PoolSample> pools) {
        Table table = new Table(
                "POOL",
                "STATE",
                ">ENDPOINTS",
                ">PER SECOND",
                ">SUCCESS",
                ">P50",
                ">P99",
                ">WAITING",
                ">TOTAL",
                ">FAILED",
                ">REFUSED",
                ">RETRIED");
        for (PoolSample pool : pools) {
            Optional<Rates> rates = pool.rates();
            table.row(
                    pool.view().pool(),
                    pool.status(),
                    pool.endpoints().size(),
                    rates.map(r -> number(r.perSecond())).orElse(UNKNOWN),
                    rates.map(r -> percent(r.successPercent())).orElse(UNKNOWN),
                    millis(rates, 0.5),
                    millis(rates, 0.99),
                    pool.view().waiting(),
                    pool.view().use().total(),
                    pool.view().use().failed(),
                    pool.view().use().refused(),
                    pool.view().use().retried());
        }
        return table;
    }

    private static String millis(Optional<Rates> rates, double part) {
        return rates.flatMap(r -> r.uses().quantile(part)).map(Text::of).orElse(UNKNOWN);
    }

    private static String title(PoolSample pool) {
        var view = pool.view();
        String age = view.source().age().map(a -> ", " + Text.of(a) + " ago").orElse("");
        String problem = view.source().problem().map(p -> ", but: " + p).orElse("");
        String leader = view.leader().map(l -> "; leader " + l).orElse("");
        String old = pool.problem().map(p -> " (" + p + ")").orElse("");
        return Line.of(view.pool() + ": endpoints of " + view.source().words() + age + problem + leader + old);
    }

    private static Table endpoints(PoolSample pool) {
        Table table = new Table(
                "ENDPOINT",
                "STATE",
                ">FOR",
                ">WEIGHT",
                ">IDLE",
                ">BUSY",
                ">MAX",
                ">IN FLIGHT",
                ">PER SECOND",
                ">SHARE",
                ">TOTAL",
                ">FAILED",
                "WHY");
        for (EndpointSample sample : pool.endpoints()) {
            EndpointView view = sample.view();
            table.row(
                    view.endpoint().address(),
                    view.state(),
                    Text.of(sample.inState()),
                    view.weight(),
                    view.connections().idle(),
                    view.connections().busy(),
                    view.connections().max(),
                    view.traffic().inFlight(),
                    number(sample.perSecond()),
                    share(sample.share()),
                    view.traffic().total(),
                    view.traffic().failed(),
                    view.why());
        }
        return table;
    }

    private static String share(OptionalDouble value) {
        return value.isPresent() ? percent(OptionalDouble.of(100 * value.getAsDouble())) : UNKNOWN;
    }

    private static String percent(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f%%", value.getAsDouble()) : UNKNOWN;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : UNKNOWN;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
