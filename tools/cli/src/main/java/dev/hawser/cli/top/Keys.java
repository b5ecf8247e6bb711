// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import dev.hawser.cli.term.Key;
import dev.hawser.cli.top.TopState.Prompt;
import dev.hawser.cli.top.TopState.RowId;
import java.util.List;

/**
 * What a key does. Pure.
 *
 * @param actions whether the user wants to be able to do something, and not only to look
 */
record Keys(boolean actions) {

    private static final int PAGE = 10;

    /** What is to be done besides. */
    enum Effect {
        NOTHING,
        QUIT,
        ASK,
        STEER
    }

    /** What a key did. */
    record Pressed(TopState state, Effect effect) {}

    Pressed press(Key key, TopState state, TopData data) {
        return switch (state.prompt()) {
            case FILTER -> stay(filter(key, state));
            case CONFIRM -> confirm(key, state);
            case COMMANDS -> command(key, state, data);
        };
    }

    private static Pressed stay(TopState state) {
        return new Pressed(state, Effect.NOTHING);
    }

    private static TopState filter(Key key, TopState state) {
        String text = state.filter();
        return switch (key.kind()) {
            case CHARACTER -> state.withFilter(text + Character.toString(key.character()));
            case BACKSPACE -> state.withFilter(text.substring(0, text.offsetByCodePoints(text.length(), text.isEmpty() ? 0 : -1)));
            case ESCAPE -> state.withFilter("").asking(Prompt.COMMANDS);
            default -> state.asking(Prompt.COMMANDS);
        };
    }

    private static Pressed confirm(Key key, TopState state) {
        boolean yes = key.character() == 'y' || key.character() == 'Y';
        return new Pressed(
                yes ? state.asking(Prompt.COMMANDS) : state.asking(Prompt.COMMANDS).saying("nothing was done"),
                yes ? Effect.STEER : Effect.NOTHING);
    }

    private Pressed command(Key key, TopState state, TopData data) {
        return switch (key.kind()) {
            case UP -> move(-1, state, data);
            case DOWN -> move(1, state, data);
            case PAGE_UP -> move(-PAGE, state, data);
            case PAGE_DOWN -> move(PAGE, state, data);
            case HOME -> move(-data.rows(state).size(), state, data);
            case END -> move(data.rows(state).size(), state, data);
            case ENTER -> expand(state, data);
            case ESCAPE -> stay(state.withExpanded(false).withFilter(""));
            case BACKSPACE -> stay(state);
            case CHARACTER -> letter(key.character(), state, data);
        };
    }

    private Pressed letter(int letter, TopState state, TopData data) {
        return switch (letter) {
            case 'q' -> new Pressed(state, Effect.QUIT);
            case '/' -> stay(state.asking(Prompt.FILTER));
            case 'p', ' ' -> new Pressed(state.withPaused(!state.paused()), state.paused() ? Effect.ASK : Effect.NOTHING);
            case 'j' -> move(1, state, data);
            case 'k' -> move(-1, state, data);
            case 'd' -> stay(steer(state, data));
            default -> stay(Order.of(letter).map(state::sorted).orElse(state));
        };
    }

    private TopState steer(TopState state, TopData data) {
        if (!actions) {
            return state.saying("looking only: start it with --actions to drain endpoints");
        }
        if (!data.actions()) {
            return state.saying("this console only shows: its program has to allow it, Console.builder().actions(true)");
        }
        return data.chosen(state).isPresent() ? state.asking(Prompt.CONFIRM) : state.saying("choose an endpoint first: ↑ ↓");
    }

    /** Who is not there yet is at the top, so the first step down chooses the first row. */
    private static Pressed move(int by, TopState state, TopData data) {
        List<RowId> rows = data.rows(state).stream().map(TopData.Row::id).toList();
        if (rows.isEmpty()) {
            return stay(state);
        }
        int now = state.chosen().map(rows::indexOf).orElse(-1);
        int next = Math.max(0, Math.min(rows.size() - 1, now + by));
        TopState moved = state.choosing(rows.get(next));
        return new Pressed(moved, moved.expanded() ? Effect.ASK : Effect.NOTHING);
    }

    private static Pressed expand(TopState state, TopData data) {
        if (data.rows(state).isEmpty()) {
            return stay(state);
        }
        if (data.chosen(state).isEmpty()) {
            return new Pressed(move(1, state, data).state().withExpanded(true), Effect.ASK);
        }
        return new Pressed(state.withExpanded(!state.expanded()), Effect.ASK);
    }
}
