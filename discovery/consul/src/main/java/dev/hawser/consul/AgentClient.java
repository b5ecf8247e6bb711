// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.transport.tls.TlsFiles;
import dev.hawser.transport.tls.TlsMaterial;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The connection of one watch, a new one when the certificates have changed. */
final class AgentClient implements AutoCloseable {
    /*
     * State        made: nothing, or a connection with the material it was made of; closed, for good.
     * Who changes  The one query under way replaces made; close(), from any thread, sets closed and takes made out.
     * Never        is one left open: whoever takes it out of `made` closes it, and so does who finds `closed` afterwards.
     * Hot path     none.
     * Why it holds A query sets made and then reads closed, close() sets closed and then takes made: one sees the other.
     *              Closing a connection twice does no harm.
     */
    private final Optional<TlsFiles> tls;
    private final AtomicReference<@Nullable Made> made = new AtomicReference<>();
    private volatile boolean closed;

    private record Made(HttpConnection connection, Optional<TlsMaterial> material) {}

    AgentClient(Optional<TlsFiles> tls) {
        this.tls = tls;
    }

    /** The connection for the next query. Reads files, so it may block. */
    HttpConnection connection() throws IOException {
        Optional<TlsMaterial> material = tls.map(TlsFiles::current);
        Made last = made.get();
        if (last != null && last.material.equals(material)) {
            return last.connection;
        }
        Optional<SSLContext> context = material.isEmpty() ? Optional.empty() : Optional.of(context(material.get()));
        HttpConnection connection = new HttpConnection(context);
        replace(new Made(connection, material));
        if (closed) {
            replace(null);
            throw new IOException("closed");
        }
        return connection;
    }

    private void replace(@Nullable Made next) {
        Made last = made.getAndSet(next);
        if (last != null) {
            last.connection.close();
        }
    }

    private static SSLContext context(TlsMaterial material) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    material.keyManagers().toArray(new KeyManager[0]),
                    material.trustManagers().toArray(new TrustManager[0]),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        replace(null);
    }
}
