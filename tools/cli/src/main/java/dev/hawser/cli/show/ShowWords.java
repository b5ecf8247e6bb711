// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.show;

import dev.hawser.cli.Console;
import java.io.PrintStream;
import java.net.URI;
import picocli.CommandLine.Option;

/** The words that say whether and where a command's pools are shown. */
public final class ShowWords {

    @Option(
            names = "--console-port",
            defaultValue = "0",
            paramLabel = "PORT",
            description = "Where the live page is, on 127.0.0.1. Default: any that is free.")
    private int port;

    @Option(names = "--no-console", description = "Without the live page.")
    private boolean none;

    @Option(names = "--open", description = "Opens the live page in a browser.")
    private boolean open;

    /**
     * Starts what was asked for.
     *
     * @param said where its address is told
     * @throws dev.hawser.console.ConsoleException if it can't listen there
     * @throws IllegalArgumentException if the words make no sense
     */
    public Showcase begin(Console console, PrintStream said) {
        if (none) {
            return Showcase.NONE;
        }
        Showcase showcase = new ConsoleShowcase(port);
        URI page = showcase.uri().orElseThrow();
        said.println(
                "Live page  " + page + "  (Prometheus: /metrics; another terminal: hawser top " + page.getPort() + ")");
        said.flush();
        if (open && !Browser.open(page)) {
            console.complain("there is no desktop to open a browser on: go to " + page);
        }
        return showcase;
    }
}
