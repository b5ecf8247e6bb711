// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code hawser bench} that say what a gRPC server is asked, as typed. */
final class GrpcWords {

    private static final String EMPTY = "{}";

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "package.Service/Method, as the server's reflection knows it. Default: its health.")
    private @Nullable String method;

    @Option(names = "--data", paramLabel = "JSON", description = "The request. Default: {}.")
    private @Nullable String data;

    /** Whether any of them was given. */
    boolean given() {
        return method != null || data != null;
    }

    /** @throws IllegalArgumentException if they do not go together */
    Load.Grpc load() {
        if (data != null && method == null) {
            throw new IllegalArgumentException("--data without --method (expected: both)");
        }
        return new Load.Grpc(Optional.ofNullable(method), data == null ? EMPTY : data);
    }
}
