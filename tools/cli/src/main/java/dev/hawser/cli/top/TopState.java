// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import java.util.Optional;

/**
 * What the user has asked for.
 *
 * @param order of the endpoints within their pools
 * @param reversed whether the other way round
 * @param filter only what has this text in it; empty for all
 * @param prompt what the next keys are for
 * @param paused whether what is shown stays as it is
 * @param chosen the row that the keys are about
 * @param expanded whether that row tells more
 * @param message the latest thing to say; empty for none
 */
record TopState(
        Order order,
        boolean reversed,
        String filter,
        Prompt prompt,
        boolean paused,
        Optional<RowId> chosen,
        boolean expanded,
        String message) {

    /** What the next keys are for. */
    enum Prompt {
        COMMANDS,
        FILTER,
        CONFIRM
    }

    /** An endpoint of a pool. */
    record RowId(String pool, String endpoint) {}

    static final TopState BEGINNING =
            new TopState(Order.ADDRESS, false, "", Prompt.COMMANDS, false, Optional.empty(), false, "");

    /** The same order again is the other way round. */
    TopState sorted(Order by) {
        return new TopState(by, by == order && !reversed, filter, prompt, paused, chosen, expanded, "");
    }

    TopState withFilter(String text) {
        return new TopState(order, reversed, text, prompt, paused, chosen, expanded, message);
    }

    TopState asking(Prompt next) {
        return new TopState(order, reversed, filter, next, paused, chosen, expanded, "");
    }

    TopState withPaused(boolean value) {
        return new TopState(order, reversed, filter, prompt, value, chosen, expanded, "");
    }

    TopState choosing(RowId row) {
        return new TopState(order, reversed, filter, prompt, paused, Optional.of(row), expanded, "");
    }

    TopState withExpanded(boolean value) {
        return new TopState(order, reversed, filter, prompt, paused, chosen, value, "");
    }

    TopState saying(String words) {
        return new TopState(order, reversed, filter, prompt, paused, chosen, expanded, words);
    }
}
