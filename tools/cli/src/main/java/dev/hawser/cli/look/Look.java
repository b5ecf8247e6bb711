// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.Console;
import dev.hawser.cli.ExitCode;
import dev.hawser.cli.OutputFormat;
import dev.hawser.cli.admin.AdminException;
import dev.hawser.cli.admin.AdminWords;
import dev.hawser.cli.admin.Fields;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A question, its answer on standard output, and an exit code; what the commands of this package have in common. */
public final class Look {

    @Mixin
    private AdminWords words = new AdminWords();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table, or json: the console's own document. Default: table.")
    private OutputFormat output = OutputFormat.table;

    /** @param chosen takes out of the answer what was not asked for */
    int at(String path, Map<String, String> parameters, UnaryOperator<Fields> chosen, Reading reading)
            throws InterruptedException {
        try {
            // Until it is there, Ctrl-C ends the program at once: there is nothing to tidy up.
            Fields answer = chosen.apply(words.client().ask(path, parameters));
            Console console = Console.open();
            if (output == OutputFormat.json) {
                console.printJson(answer.json());
            } else {
                console.print(reading.lines(
                        answer, console.width(), console.terminal().coloursOut()));
            }
            return reading.isWell(answer) ? ExitCode.OK : ExitCode.FAILED;
        } catch (AdminException e) {
            complain(e, Console.open());
            return ExitCode.FAILED;
        }
    }

    /** Says why there is nothing to see. */
    public static void complain(AdminException e, Console console) {
        console.complain(Shown.plain(e.problem()));
        if (!e.hint().isEmpty()) {
            console.complain("  hint: " + Shown.plain(e.hint()));
        }
    }
}
