// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.wire;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/** Lets every server pass and remembers what it showed. For looking, never for talking: see {@link Handshake}. */
final class Anything implements X509TrustManager {

    private volatile List<X509Certificate> chain = List.of();
    private volatile String kind = "";

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType) {
        chain = List.of(shown);
        kind = authType;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType) throws CertificateException {
        throw new CertificateException("no server here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    List<X509Certificate> chain() {
        return chain;
    }

    /** How keys are exchanged, as a trust manager wants to know it. */
    String kind() {
        return kind;
    }
}
