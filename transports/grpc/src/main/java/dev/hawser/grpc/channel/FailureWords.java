// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import io.grpc.Status;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Says why there is no connection, in the words that the TCP transport uses.
 *
 * <p>gRPC's own description is "io exception" with a list of Netty's handlers for nearly everything, and what happened is
 * at the end of the chain of causes. Netty's classes are known by their names only, since they come shaded or not.
 */
final class FailureWords {

    private static final String IO = "io exception";

    private final Status status;
    private final List<Throwable> chain = new ArrayList<>();

    private FailureWords(Status status) {
        this.status = status;
        for (Throwable each = status.getCause(); each != null && !chain.contains(each); each = each.getCause()) {
            chain.add(each);
        }
    }

    static String of(Status status) {
        return new FailureWords(status).words();
    }

    private String words() {
        if (chain.isEmpty()) {
            return described();
        }
        Throwable root = chain.get(chain.size() - 1);
        String reason = reason(root);
        if (root instanceof UnknownHostException) {
            return "unknown host";
        }
        if (isNamed("NotSslRecordException")) {
            return "TLS handshake: the peer does not speak TLS";
        }
        if (isTls()) {
            return "TLS handshake: " + tlsReason(root, reason);
        }
        if (isNamed("Http2Exception")) {
            return "the peer does not speak HTTP/2: " + reason;
        }
        if (reason.contains("Connection refused")) {
            return "Connection refused";
        }
        return described().equals(IO) ? reason : described() + ": " + reason;
    }

    /** Without the list of handlers that follows in the next line. */
    private String described() {
        String description = status.getDescription();
        if (description == null || description.isBlank()) {
            return status.getCode().toString();
        }
        String first = description.lines().findFirst().orElse("").strip();
        // What a server that expects TLS does when it is spoken to without, and a proxy that has nobody behind it.
        return first.equals("Network closed for unknown reason")
                ? "the peer closed the connection without a word (does it expect TLS?)"
                : first;
    }

    private boolean isTls() {
        return described().contains("TLS")
                || chain.stream()
                        .anyMatch(e -> e instanceof SSLException
                                || e.getClass().getSimpleName().startsWith("OpenSsl"));
    }

    private static String tlsReason(Throwable root, String reason) {
        if (root instanceof CertificateExpiredException || root instanceof CertificateNotYetValidException) {
            return "validity check failed: " + reason;
        }
        String folded = reason.toUpperCase(Locale.ROOT);
        if (folded.contains("CERTIFICATE_REQUIRED") || folded.contains("BAD_CERTIFICATE")) {
            return "the peer wants a client certificate (" + reason + ")";
        }
        // Before TLS 1.3 there is no alert of its own for a certificate that was not shown.
        if (folded.contains("HANDSHAKE_FAILURE")) {
            return "refused by the peer, which may want a client certificate (" + reason + ")";
        }
        return root.getClass().getSimpleName().contains("ClosedChannel")
                ? "the peer closed the connection without a word"
                : reason;
    }

    private boolean isNamed(String simpleName) {
        return chain.stream().anyMatch(e -> e.getClass().getSimpleName().equals(simpleName));
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
