// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    /** U+009B begins a command to some terminals, as ESC [ does, and JSON lets it through. */
    @Test
    void aDocumentHoldsNothingThatATerminalWouldObeyAndSaysTheSame() {
        String hostile = "a\u001b[2J\u009b31m\u202eb\u0085 grün";
        String json = new Gson().toJson(hostile);

        String shown = Console.harmless(json);

        assertThat(shown).isEqualTo("\"a\\u001b[2J\\u009b31m\\u202eb\\u0085 grün\"");
        assertThat(JsonParser.parseString(shown).getAsString()).isEqualTo(hostile);
    }
}
