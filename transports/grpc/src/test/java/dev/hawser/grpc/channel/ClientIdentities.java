// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Tells, for each call, the version of TLS and who the server thinks the client is. */
public record ClientIdentities(Consumer<String> seen) implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        try {
            X509Certificate client = (X509Certificate) session.getPeerCertificates()[0];
            seen.accept(session.getProtocol() + " "
                    + client.getSubjectX500Principal().getName());
        } catch (SSLPeerUnverifiedException e) {
            seen.accept(session.getProtocol() + " nobody");
        }
        return next.startCall(call, headers);
    }
}
