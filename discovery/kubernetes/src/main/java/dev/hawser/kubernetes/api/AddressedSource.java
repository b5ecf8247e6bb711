// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** An API server by its address. */
final class AddressedSource implements ApiSource {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI address;
    private final Optional<Path> tokenFile;
    private final Optional<Path> ca;

    AddressedSource(URI address, Optional<Path> tokenFile, Optional<Path> ca) {
        this.address = requireUsable(address, tokenFile.isPresent());
        this.tokenFile = tokenFile;
        this.ca = requireNonNull(ca, "ca");
    }

    private static URI requireUsable(URI address, boolean withToken) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = address.getHost();
        if (host == null
                || address.getUserInfo() != null
                || !Set.of("http", "https").contains(scheme)) {
            throw new IllegalArgumentException(
                    "server: (expected: http or https, a host and no password, as in" + " https://10.0.0.1:6443)");
        }
        if (withToken && scheme.equals("http") && !THIS_MACHINE.contains(host)) {
            throw new IllegalArgumentException(
                    "server: '" + address + "' with a token (expected: https, so that nobody can read it)");
        }
        return address;
    }

    @Override
    public HttpApi open(Timeouts timeouts) throws IOException {
        return HttpApi.over(Connection.make(config(address, tokenFile, ca), timeouts), timeouts);
    }

    static Config config(URI address, Optional<Path> tokenFile, Optional<Path> ca) throws IOException {
        Config config = Config.empty();
        config.setMasterUrl(address.toString());
        tokenFile.ifPresent(file -> config.setOauthTokenProvider(new TokenFile(file)));
        if (ca.isPresent()) {
            requireFile("ca", ca.get());
            config.setCaCertFile(ca.get().toString());
        }
        return config;
    }

    private static void requireFile(String field, Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(field + ": " + file + " (expected: a file that can be read)");
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
