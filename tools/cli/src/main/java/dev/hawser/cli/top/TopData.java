// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.admin.EventSeen;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.admin.PoolSeen;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the console has told.
 *
 * @param at when, as it says itself
 * @param actions whether it lets anybody drain
 * @param pools in its order
 * @param news of the row that is expanded, the newest first
 * @param problem why there is nothing newer; empty if there is
 */
record TopData(String at, boolean actions, List<PoolSeen> pools, List<EventSeen> news, String problem) {

    TopData {
        pools = List.copyOf(pools);
        news = List.copyOf(news);
    }

    static TopData of(Fields answer) {
        return new TopData(answer.text("at"), answer.is("actions"), PoolSeen.allOf(answer), List.of(), "");
    }

    TopData withNews(List<EventSeen> latest) {
        return new TopData(at, actions, pools, latest, problem);
    }

    TopData withProblem(String words) {
        return new TopData(at, actions, pools, news, words);
    }

    /** A row: an endpoint, and whose it is. */
    record Row(PoolSeen pool, EndpointSeen endpoint) {
        TopState.RowId id() {
            return new TopState.RowId(pool.name(), endpoint.address());
        }
    }

    /** What is to be seen of a pool, in the order asked for. */
    List<Row> rows(PoolSeen pool, TopState state) {
        String wanted = state.filter().toLowerCase(Locale.ROOT);
        return pool.endpoints().stream()
                .filter(endpoint -> matches(pool, endpoint, wanted))
                .sorted(state.order().comparator(state.reversed()))
                .map(endpoint -> new Row(pool, endpoint))
                .toList();
    }

    /** All that is to be seen, from top to bottom. */
    List<Row> rows(TopState state) {
        return pools.stream().flatMap(pool -> rows(pool, state).stream()).toList();
    }

    /** The row that was chosen, unless it is gone or hidden. */
    Optional<Row> chosen(TopState state) {
        return rows(state).stream()
                .filter(row -> state.chosen().filter(row.id()::equals).isPresent())
                .findFirst();
    }

    private static boolean matches(PoolSeen pool, EndpointSeen endpoint, String wanted) {
        String all = String.join(
                " ",
                pool.name(),
                endpoint.label(),
                endpoint.state(),
                endpoint.drained() ? "drained" : "",
                endpoint.why(),
                endpoint.zone(),
                endpoint.lastError());
        return wanted.isEmpty() || all.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
