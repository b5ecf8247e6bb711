// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport.tls;

import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * What one state of some {@link TlsFiles} makes: key, certificate chain and authorities that belong together.
 *
 * <p>Immutable, and two are equal only if they are the same: whoever keeps sessions or contexts for one makes new ones
 * for the next. Prints nothing of what is in it.
 */
public final class TlsMaterial {

    private final List<KeyManager> keyManagers;
    private final List<TrustManager> trustManagers;

    TlsMaterial(List<KeyManager> keyManagers, List<TrustManager> trustManagers) {
        this.keyManagers = keyManagers;
        this.trustManagers = trustManagers;
    }

    /** Show the own certificate; empty if there is none. */
    public List<KeyManager> keyManagers() {
        return keyManagers;
    }

    /** Trust what the authorities have signed, and nothing else. */
    public List<TrustManager> trustManagers() {
        return trustManagers;
    }
}
