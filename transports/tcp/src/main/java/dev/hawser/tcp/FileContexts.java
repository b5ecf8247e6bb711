// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import dev.hawser.transport.tls.TlsFiles;
import dev.hawser.transport.tls.TlsMaterial;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The TLS context that some files make: the same for as long as they stay as they are. */
final class FileContexts implements TlsOptions.ContextSupplier {

    private final TlsFiles files;
    private volatile @Nullable Made made;

    FileContexts(TlsFiles files) {
        this.files = files;
    }

    /** The current context. Two threads that see a change at once may each make one, which only costs the work. */
    @Override
    public SSLContext context() throws GeneralSecurityException {
        TlsMaterial material = files.current();
        Made last = made;
        if (last == null || last.material != material) {
            last = new Made(material, contextOf(material));
            made = last;
        }
        return last.context;
    }

    private static SSLContext contextOf(TlsMaterial material) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                material.keyManagers().toArray(new KeyManager[0]),
                material.trustManagers().toArray(new TrustManager[0]),
                null);
        return context;
    }

    private record Made(TlsMaterial material, SSLContext context) {}
}
