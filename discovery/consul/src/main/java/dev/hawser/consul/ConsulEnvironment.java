// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.transport.tls.TlsFiles;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment variables of Consul's tools, as its documentation of the command line lists them. */
final class ConsulEnvironment {
    private static final String ADDRESS = "CONSUL_HTTP_ADDR";
    private static final String SSL = "CONSUL_HTTP_SSL";
    private static final String VERIFY = "CONSUL_HTTP_SSL_VERIFY";
    private static final String TOKEN = "CONSUL_HTTP_TOKEN";
    private static final String TOKEN_FILE = "CONSUL_HTTP_TOKEN_FILE";
    private static final String AUTHORITIES = "CONSUL_CACERT";
    private static final String CERTIFICATE = "CONSUL_CLIENT_CERT";
    private static final String KEY = "CONSUL_CLIENT_KEY";
    private static final String NAMESPACE = "CONSUL_NAMESPACE";

    /** Known to Consul's tools. To pass them over would mean to ask somebody else, or with less care, than was meant. */
    private static final List<String> REFUSED =
            List.of("CONSUL_HTTP_AUTH", "CONSUL_CAPATH", "CONSUL_TLS_SERVER_NAME", "CONSUL_PARTITION");

    private final Map<String, String> environment;

    ConsulEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    ConsulOptions options() {
        for (String name : REFUSED) {
            if (value(name).isPresent()) {
                throw new IllegalArgumentException(name + ": set, but not supported (expected: not set)");
            }
        }
        if (!flag(VERIFY, true)) {
            throw new IllegalArgumentException(
                    VERIFY + ": false (expected: true; name the authority to trust in " + AUTHORITIES + ")");
        }
        ConsulOptions options = ConsulOptions.at(agent()).withToken(token());
        Optional<TlsFiles> tls = tls();
        if (tls.isPresent() && AgentUri.isSecure(options.agents().get(0))) {
            options = options.withTls(tls.get());
        }
        Optional<String> namespace = value(NAMESPACE);
        return namespace.isPresent() ? options.withQuery(options.query().withNamespace(namespace.get())) : options;
    }

    /** Consul's tools let {@code https} count that is written in either place. */
    private URI agent() {
        boolean secure = flag(SSL, false);
        String text = value(ADDRESS).orElse("");
        if (text.isEmpty()) {
            return secure ? URI.create("https://127.0.0.1:8501") : ConsulOptions.DEFAULT_AGENT;
        }
        if (text.startsWith("unix:")) {
            throw new IllegalArgumentException(ADDRESS + ": a unix socket (expected: host:port, or a URL with http)");
        }
        boolean complete = text.contains("://");
        String url = complete ? text : "http://" + text;
        try {
            return AgentUri.parse(secure && url.startsWith("http://") ? "https" + url.substring(4) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ADDRESS + ": " + e.getMessage(), e);
        }
    }

    /** The file counts more, as in Consul's own client. */
    private TokenSource token() {
        Optional<String> file = value(TOKEN_FILE);
        if (file.isPresent()) {
            return TokenSource.file(path(TOKEN_FILE, file.get()));
        }
        try {
            return value(TOKEN).map(TokenSource::of).orElse(TokenSource.none());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(TOKEN + ": " + e.getMessage(), e);
        }
    }

    private Optional<TlsFiles> tls() {
        Optional<Path> authorities = value(AUTHORITIES).map(file -> path(AUTHORITIES, file));
        Optional<Path> certificate = value(CERTIFICATE).map(file -> path(CERTIFICATE, file));
        Optional<Path> key = value(KEY).map(file -> path(KEY, file));
        return AgentTls.of(authorities, certificate, key, AUTHORITIES + ", " + CERTIFICATE + " and " + KEY);
    }

    private static Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + ": '" + text + "' (expected: a file)", e);
        }
    }

    /** As Go's {@code strconv.ParseBool} reads it. */
    private boolean flag(String name, boolean otherwise) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return switch (text.get()) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException(name + ": '" + text.get() + "' (expected: true or false)");
        };
    }

    /** A variable that is empty counts as not set. */
    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
