// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.term.Width;
import java.util.ArrayList;
import java.util.List;

/** Text in lines. */
public final class Wrapped {

    private Wrapped() {}

    /** Cut between words where that is possible; a word that is too long stands alone. At least one line. */
    public static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Shown.plain(text).split(" ")) {
            if (line.length() > 0 && Width.of(line.toString()) + 1 + Width.of(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
