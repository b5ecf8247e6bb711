// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words that say which console is meant, the same for each command that asks one. */
public final class AdminWords {

    @Parameters(
            index = "0",
            paramLabel = "ADMIN-URL",
            description = "A console's address, as its program prints it: http://127.0.0.1:9464; or only the port.")
    private String url = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the console's token, if it wants one; or else the environment variable "
                    + Token.VARIABLE + " does.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            defaultValue = "5s",
            paramLabel = "TIME",
            description = "How long to wait for an answer. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    /** @throws IllegalArgumentException if the words make no sense */
    public AdminClient client() {
        if (timeout.isZero()) {
            throw new IllegalArgumentException("--timeout: 0 (expected: > 0)");
        }
        return new AdminClient(AdminUrl.parse(url), Token.find(tokenFile, System.getenv()), timeout);
    }
}
