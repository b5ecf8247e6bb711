// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import dev.hawser.transport.tls.TlsFiles;
import dev.hawser.transport.tls.TlsMaterial;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * TLS credentials from files, for one channel each.
 *
 * <p>gRPC makes a TLS context of them for each channel, and sessions are resumed within one context only. That is what
 * makes a new certificate count: a resumed session shows the server the identity with which it began.
 */
record FileCredentials(TlsFiles files) implements ChannelOptions.CredentialsSource {

    @Override
    public ChannelCredentials credentials() {
        TlsMaterial material = files.current();
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder()
                .trustManager(material.trustManagers().toArray(new TrustManager[0]));
        if (!material.keyManagers().isEmpty()) {
            tls.keyManager(material.keyManagers().toArray(new KeyManager[0]));
        }
        return tls.build();
    }
}
