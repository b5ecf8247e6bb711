// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.admin.Documents;
import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.term.Key;
import dev.hawser.cli.term.Key.Kind;
import dev.hawser.cli.top.Keys.Effect;
import dev.hawser.cli.top.TopState.Prompt;
import dev.hawser.cli.top.TopState.RowId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys do, without a terminal. */
class KeysTest {

    private TopData data = TopData.of(Documents.parse(Documents.POOLS));
    private TopState state = TopState.BEGINNING;
    private Keys keys = new Keys(true);
    private Effect effect = Effect.NOTHING;

    private void press(Key key) {
        Keys.Pressed pressed = keys.press(key, state, data);
        state = pressed.state();
        effect = pressed.effect();
    }

    private void type(String text) {
        text.chars().forEach(c -> press(Key.typing(c)));
    }

    private void press(Kind kind) {
        press(Key.named(kind));
    }

    private List<String> shown() {
        return data.rows(state).stream().map(TopData.Row::endpoint).map(EndpointSeen::address).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "s, 10.0.0.2:7001 10.0.0.4:7001 10.0.0.3:7001 10.0.0.1:7001",
        "a, 10.0.0.4:7001 10.0.0.3:7001 10.0.0.2:7001 10.0.0.1:7001",
        "c, 10.0.0.1:7001 10.0.0.4:7001 10.0.0.2:7001 10.0.0.3:7001",
        "i, 10.0.0.1:7001 10.0.0.2:7001 10.0.0.3:7001 10.0.0.4:7001",
        "e, 10.0.0.1:7001 10.0.0.2:7001 10.0.0.3:7001 10.0.0.4:7001"
    })
    void lettersSortTheEndpointsOfEachPool(String letter, String order) {
        type(letter);

        assertThat(shown()).startsWith(order.split(" ")).endsWith("[2001:db8::1]:25");
    }

    @Test
    void theSameLetterAgainTurnsTheOrderRound() {
        type("c");
        type("c");

        assertThat(state.reversed()).isTrue();
        assertThat(shown()).startsWith("10.0.0.2:7001", "10.0.0.3:7001", "10.0.0.4:7001", "10.0.0.1:7001");

        type("c");

        assertThat(state.reversed()).isFalse();
    }

    /** While one types, letters are text: q must not quit. */
    @Test
    void aFilterTakesTextUntilEnterAndEscapeDropsIt() {
        type("/EJECTqs");
        press(Kind.BACKSPACE);
        press(Kind.BACKSPACE);
        assertThat(state.filter()).isEqualTo("EJECT");
        assertThat(effect).isEqualTo(Effect.NOTHING);
        assertThat(shown()).containsExactly("[2001:db8::1]:25");

        press(Kind.ENTER);
        assertThat(state.prompt()).isEqualTo(Prompt.COMMANDS);
        assertThat(state.filter()).isEqualTo("EJECT");

        press(Kind.ESCAPE);
        assertThat(state.filter()).isEmpty();
        assertThat(shown()).hasSize(5);
    }

    @Test
    void backspaceInAnEmptyFilterDoesNothing() {
        type("/");
        press(Kind.BACKSPACE);

        assertThat(state.filter()).isEmpty();
        assertThat(state.prompt()).isEqualTo(Prompt.FILTER);
    }

    @Test
    void theArrowsChooseAndStopAtTheEnds() {
        press(Kind.DOWN);
        assertThat(state.chosen()).contains(new RowId("kv", "10.0.0.1:7001"));
        press(Kind.UP);
        assertThat(state.chosen()).contains(new RowId("kv", "10.0.0.1:7001"));
        press(Kind.END);
        press(Kind.DOWN);
        assertThat(state.chosen()).contains(new RowId("mail", "[2001:db8::1]:25"));
        press(Kind.HOME);
        assertThat(state.chosen()).contains(new RowId("kv", "10.0.0.1:7001"));
    }

    @Test
    void nothingIsChosenWhereThereIsNothing() {
        data = TopData.of(Documents.parse("{\"pools\":[]}"));
        press(Kind.DOWN);
        press(Kind.ENTER);

        assertThat(state).isEqualTo(TopState.BEGINNING);
    }

    /** What is chosen is an endpoint, and not a place on the screen. */
    @Test
    void theChosenRowStaysChosenWhenTheOrderChanges() {
        press(Kind.DOWN);
        press(Kind.DOWN);
        type("s");

        assertThat(data.chosen(state)).get().extracting(row -> row.endpoint().address()).isEqualTo("10.0.0.2:7001");
    }

    @Test
    void enterTellsMoreAndAsksForItAtOnce() {
        press(Kind.ENTER);

        assertThat(state.expanded()).isTrue();
        assertThat(state.chosen()).isPresent();
        assertThat(effect).isEqualTo(Effect.ASK);

        press(Kind.ENTER);

        assertThat(state.expanded()).isFalse();
    }

    @Test
    void drainingIsAskedForTwice() {
        press(Kind.DOWN);
        type("d");
        assertThat(state.prompt()).isEqualTo(Prompt.CONFIRM);
        assertThat(effect).isEqualTo(Effect.NOTHING);

        type("y");
        assertThat(effect).isEqualTo(Effect.STEER);
        assertThat(state.prompt()).isEqualTo(Prompt.COMMANDS);
    }

    @ParameterizedTest
    @CsvSource({"n", "q", "d", "' '"})
    void whateverIsNoYesDrainsNobody(String answer) {
        press(Kind.DOWN);
        type("d" + answer);

        assertThat(effect).isEqualTo(Effect.NOTHING);
        assertThat(state.message()).isEqualTo("nothing was done");
        assertThat(state.prompt()).isEqualTo(Prompt.COMMANDS);
    }

    @Test
    void drainingNeedsTheUsersWillTheConsolesAndAnEndpoint() {
        type("d");
        assertThat(state.message()).contains("choose an endpoint first");

        press(Kind.DOWN);
        data = TopData.of(Documents.parse(Documents.POOLS.replace("\"actions\":true", "\"actions\":false")));
        type("d");
        assertThat(state.message()).contains("Console.builder().actions(true)");

        keys = new Keys(false);
        type("d");
        assertThat(state.message()).contains("--actions");
        assertThat(state.prompt()).isEqualTo(Prompt.COMMANDS);
    }

    @Test
    void aPauseIsEndedByTheSameKeyAndThenThereIsNewsAtOnce() {
        type("p");
        assertThat(state.paused()).isTrue();

        type("p");
        assertThat(state.paused()).isFalse();
        assertThat(effect).isEqualTo(Effect.ASK);
    }

    @Test
    void qQuits() {
        type("q");

        assertThat(effect).isEqualTo(Effect.QUIT);
        assertThat(state.chosen()).isEqualTo(Optional.empty());
    }
}
