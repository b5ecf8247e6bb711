// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.term;

import dev.hawser.cli.term.Key.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes keys of what a terminal sends: text in UTF-8, and escape sequences as xterm's (ECMA-48's CSI, and SS3). The escape
 * key and the beginning of a sequence are the same byte, so a sequence that is not complete waits for the next piece; an
 * empty piece says that nothing follows. Not safe for use by several threads.
 */
public final class KeyDecoder {

    private static final char ESC = '\033';

    /** CSI with its parameters, or SS3, and what ends it. */
    private static final Pattern SEQUENCE = Pattern.compile("\033(?:\\[([0-9;<=>?]*)[ -/]*|O)([@-~])");

    private static final Pattern BEGUN = Pattern.compile("\033(?:\\[[0-9;<=>?]*[ -/]*|O)?");

    private static final Map<String, Kind> KINDS = Map.of(
            "A", Kind.UP,
            "B", Kind.DOWN,
            "H", Kind.HOME,
            "F", Kind.END,
            "1~", Kind.HOME,
            "4~", Kind.END,
            "5~", Kind.PAGE_UP,
            "6~", Kind.PAGE_DOWN);

    private String pending = "";

    /** The keys in one more piece; what is no key that we know is dropped. */
    public List<Key> decode(byte[] piece) {
        String text = pending + new String(piece, StandardCharsets.UTF_8);
        pending = "";
        List<Key> keys = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != ESC) {
                int character = text.codePointAt(at);
                plain(character).ifPresent(keys::add);
                at += Character.charCount(character);
                continue;
            }
            Matcher sequence = SEQUENCE.matcher(text).region(at, text.length());
            if (sequence.lookingAt()) {
                named(sequence).ifPresent(keys::add);
                at = sequence.end();
            } else if (piece.length > 0 && BEGUN.matcher(text.substring(at)).matches()) {
                pending = text.substring(at);
                return keys;
            } else {
                keys.add(Key.named(Kind.ESCAPE));
                at++;
            }
        }
        return keys;
    }

    private static Optional<Key> named(Matcher sequence) {
        String parameters = sequence.group(1) == null ? "" : sequence.group(1);
        String end = sequence.group(2);
        Kind kind = KINDS.get(end.equals("~") ? parameters + end : end);
        return Optional.ofNullable(kind).map(Key::named);
    }

    private static Optional<Key> plain(int character) {
        return switch (character) {
            case '\r', '\n' -> Optional.of(Key.named(Kind.ENTER));
            case '\b', 0x7F -> Optional.of(Key.named(Kind.BACKSPACE));
            default -> Character.isISOControl(character) ? Optional.empty() : Optional.of(Key.typing(character));
        };
    }
}
