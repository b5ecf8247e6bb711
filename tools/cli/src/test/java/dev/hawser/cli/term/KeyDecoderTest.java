// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.term.Key.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDecoderTest {

    private final KeyDecoder decoder = new KeyDecoder();

    private List<Key> decode(String piece) {
        return decoder.decode(piece.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textIsAKeyForEachCharacter() {
        assertThat(decode("aé/漢"))
                .extracting(Key::character)
                .containsExactly((int) 'a', (int) 'é', (int) '/', (int) '漢');
    }

    /** Terminals differ: normal and application mode, xterm's and the Linux console's home and end. */
    @ParameterizedTest
    @CsvSource({
        "[A, UP", "OA, UP", "[B, DOWN", "[1;5B, DOWN", "[5~, PAGE_UP", "[6~, PAGE_DOWN", "[H, HOME", "[1~, HOME", "OF, END", "[4~, END"
    })
    void sequencesAreKeys(String sequence, Kind kind) {
        assertThat(decode("\033" + sequence)).containsExactly(Key.named(kind));
    }

    @Test
    void whatIsNoKeyThatWeKnowIsDroppedWhole() {
        assertThat(decode("\033[24~\033[200~x\u0001")).containsExactly(Key.typing('x'));
    }

    @Test
    void enterAndBackspaceHaveTwoBytesEach() {
        assertThat(decode("\r\n\b\u007f"))
                .extracting(Key::kind)
                .containsExactly(Kind.ENTER, Kind.ENTER, Kind.BACKSPACE, Kind.BACKSPACE);
    }

    /** Over a slow line a sequence comes in pieces; taken for an escape key it would clear a filter. */
    @Test
    void aSequenceThatComesInPiecesIsOneKey() {
        assertThat(decode("\033")).isEmpty();
        assertThat(decode("[")).isEmpty();
        assertThat(decode("A")).containsExactly(Key.named(Kind.UP));
    }

    @Test
    void anEscapeAfterWhichNothingComesIsTheEscapeKey() {
        assertThat(decode("\033")).isEmpty();
        assertThat(decode("")).containsExactly(Key.named(Kind.ESCAPE));
        assertThat(decode("")).isEmpty();
    }
}
