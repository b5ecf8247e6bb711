// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.tls;

import dev.hawser.tcp.TlsOptions;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about TLS as typed. Any of them but the authority asks for TLS. */
public final class TlsWords {

    @Option(names = "--tls", description = "Speaks TLS, trusting what Java trusts.")
    private boolean tls;

    @Option(names = "--ca", paramLabel = "FILE", description = "TLS; trusts the authorities in this PEM file only.")
    private @Nullable Path authorities;

    @Option(names = "--cert", paramLabel = "FILE", description = "TLS; shows this certificate. With --key.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PKCS #8 in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--authority",
            paramLabel = "NAME",
            description = "What the server calls itself, where that is not the target's host.")
    private @Nullable String authority;

    /** @throws IllegalArgumentException if they do not go together */
    public Choice choice() {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    certificate == null
                            ? "--key without --cert (expected: both)"
                            : "--cert without --key (expected: both)");
        }
        Stream.of("--ca", "--cert", "--key").forEach(this::checkReadable);
        boolean on = tls || authorities != null || certificate != null;
        return new Choice(
                on,
                Optional.ofNullable(authorities),
                certificate == null || key == null
                        ? Optional.empty()
                        : Optional.of(new Choice.Identity(certificate, key)),
                Optional.ofNullable(authority));
    }

    private void checkReadable(String option) {
        Path file = switch (option) {
            case "--ca" -> authorities;
            case "--cert" -> certificate;
            default -> key;
        };
        if (file != null && !Files.isReadable(file)) {
            throw new IllegalArgumentException(option + ": '" + file + "' (expected: a file that can be read)");
        }
    }

    /** What they come to. */
    public record Choice(
            boolean on, Optional<Path> authorities, Optional<Identity> identity, Optional<String> authority) {

        public static final Choice PLAINTEXT = new Choice(false, Optional.empty(), Optional.empty(), Optional.empty());

        public record Identity(Path certificate, Path key) {}

        /** For TCP; absent without TLS. */
        public Optional<TlsOptions> tcp() {
            if (!on) {
                return Optional.empty();
            }
            TlsOptions options = context();
            return Optional.of(authority.map(options::withServerName).orElse(options));
        }

        private TlsOptions context() {
            if (authorities.isEmpty()) {
                if (identity.isPresent()) {
                    throw new IllegalArgumentException("--cert without --ca (expected: both, with a TCP target)");
                }
                return TlsOptions.system();
            }
            try {
                return identity.isEmpty()
                        ? TlsOptions.fromPem(authorities.get())
                        : TlsOptions.fromPem(
                                authorities.get(),
                                identity.get().certificate(),
                                identity.get().key());
            } catch (IOException e) {
                throw new IllegalArgumentException("TLS: " + e.getMessage(), e);
            }
        }

        /** For gRPC. */
        public ChannelCredentials grpc() throws IOException {
            if (!on) {
                return InsecureChannelCredentials.create();
            }
            TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
            if (authorities.isPresent()) {
                builder.trustManager(authorities.get().toFile());
            }
            if (identity.isPresent()) {
                builder.keyManager(
                        identity.get().certificate().toFile(),
                        identity.get().key().toFile());
            }
            return builder.build();
        }
    }
}
