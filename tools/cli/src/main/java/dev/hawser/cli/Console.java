// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.hawser.cli.term.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * Where a command's words go, and how it learns that the user has had enough.
 *
 * <p>Writes UTF-8 whatever the locale says: a container has none, and its terminal is a UTF-8 one all the same.
 */
public final class Console {

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private static final Gson JSON_LINE =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** What JSON lets through as it is: controls of 8 bits, and marks that turn the direction. Stands in strings only. */
    private static final Pattern OBEYED =
            Pattern.compile("[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]");

    private final PrintStream out = stream(FileDescriptor.out);
    private final PrintStream err = stream(FileDescriptor.err);
    private final Terminal terminal = Terminal.detect();
    private final CountDownLatch stopped;

    private Console(CountDownLatch stopped) {
        this.stopped = stopped;
    }

    /** For the running command; Ctrl-C will end it softly from now on. */
    public static Console open() {
        return new Console(Interrupts.soften());
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    /** Counted down when the user wants an end. */
    public CountDownLatch stopped() {
        return stopped;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public Terminal terminal() {
        return terminal;
    }

    /** How many columns there are for a text on standard output. */
    public int width() {
        return terminal.out() ? Terminal.size().columns() : Terminal.DEFAULT_SIZE.columns();
    }

    /** The same, if standard output is a terminal; nothing is cut for a file or a program. */
    public Optional<Integer> terminalWidth() {
        return terminal.out() ? Optional.of(width()) : Optional.empty();
    }

    public void print(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    /** Prints one JSON document. */
    public void printJson(Object document) {
        out.println(harmless(JSON.toJson(document)));
        out.flush();
    }

    /** Prints one JSON document on a line of its own. */
    public void printJsonLine(Object document) {
        out.println(harmless(JSON_LINE.toJson(document)));
        out.flush();
    }

    /** The same document, in which words from elsewhere hold nothing that a terminal would obey. */
    static String harmless(String json) {
        return OBEYED.matcher(json)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
    }

    /** Says what went wrong, on standard error. */
    public void complain(String what) {
        err.println("hawser: " + what);
        err.flush();
    }
}
