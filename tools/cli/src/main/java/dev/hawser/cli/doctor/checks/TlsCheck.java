// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges what a server showed in a TLS handshake. Pure. */
public final class TlsCheck {

    /** Long enough to do something about it; certificates that are renewed by machines last 90 days or less. */
    private static final int SOON_DAYS = 30;

    private static final int MAX_DEPTH = 8;

    private final Finding.Of tls;
    private final Finding.Of certificate;
    private final String name;
    private final Instant now;

    /** @param name that the certificate must be valid for */
    public TlsCheck(Address address, String name, Instant now) {
        this.tls = Finding.Of.endpoint("tls", address);
        this.certificate = Finding.Of.endpoint("certificate", address);
        this.name = name;
        this.now = now;
    }

    /**
     * The facts.
     *
     * @param application what ALPN chose; empty if nothing
     * @param chain the server's certificate, then others
     * @param distrust why the chain is not trusted; absent if it is
     */
    public record Shown(
            String version,
            String cipher,
            String application,
            List<X509Certificate> chain,
            Optional<Exception> distrust) {}

    /**
     * How the server asks for a certificate of ours.
     *
     * @param asked at all
     * @param given one was given on the command line
     * @param refusal what it said when it saw what it got
     * @param closed it hung up after the handshake without saying why
     */
    public record Mutual(boolean asked, boolean given, Optional<String> refusal, boolean closed) {}

    /** @param grpc whether gRPC is to be spoken, which insists on ALPN */
    public List<Finding> judge(Shown shown, Mutual mutual, boolean grpc) {
        List<Finding> findings = new ArrayList<>();
        findings.add(session(shown, grpc));
        ownCertificate(mutual).ifPresent(findings::add);
        if (!shown.chain().isEmpty()) {
            X509Certificate leaf = shown.chain().get(0);
            findings.add(validity(shown.chain()));
            findings.add(nameIn(leaf));
            shown.distrust().flatMap(cause -> distrust(cause, leaf)).ifPresent(findings::add);
        }
        return findings;
    }

    private Finding session(Shown shown, boolean grpc) {
        boolean none = shown.application().isEmpty();
        String text = shown.version() + ", " + shown.cipher() + ", ALPN " + (none ? "none" : shown.application());
        return grpc && !shown.application().equals("h2")
                ? tls.fail(text, "gRPC insists on ALPN h2: switch HTTP/2 on at the server, or at the proxy before it.")
                : tls.ok(text);
    }

    private Optional<Finding> ownCertificate(Mutual mutual) {
        if (mutual.refusal().isPresent()) {
            return Optional.of(tls.fail(
                    (mutual.given() ? "our certificate is refused: " : "a certificate of ours is wanted: ")
                            + mutual.refusal().get(),
                    mutual.given()
                            ? "has the authority that the server trusts signed it, and for clients?"
                            : "give one with --cert FILE --key FILE --ca FILE."));
        }
        if (!mutual.asked()) {
            return Optional.empty();
        }
        if (mutual.closed()) {
            return Optional.of(tls.warn(
                    "closed by the server after the handshake",
                    mutual.given()
                            ? "it did not refuse our certificate, which would be an alert: see its log for the reason."
                            : "perhaps because it got no certificate: --cert FILE --key FILE --ca FILE gives one."));
        }
        return Optional.of(tls.ok(
                "the server asks for a certificate, and " + (mutual.given() ? "takes ours" : "goes on without")));
    }

    private Finding validity(List<X509Certificate> chain) {
        X509Certificate first = chain.get(0);
        for (X509Certificate each : chain) {
            first = each.getNotAfter().before(first.getNotAfter()) ? each : first;
        }
        String whose = first.equals(chain.get(0)) ? "it" : "an authority in its chain, " + subject(first) + ",";
        Instant end = first.getNotAfter().toInstant();
        Instant begin = chain.get(0).getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            return certificate.fail("it is not valid before " + begin, "is this machine's clock right?");
        }
        if (now.isAfter(end)) {
            return certificate.fail(whose + " expired at " + end, "renew it; until then no client connects.");
        }
        long days = Duration.between(now, end).toDays();
        String text = whose + " expires in " + days + (days == 1 ? " day" : " days");
        return days < SOON_DAYS
                ? certificate.warn(text, "renew it before " + end + ", and see why that has not happened by itself.")
                : certificate.ok(text + "; " + subject(chain.get(0)) + ", issued by "
                        + chain.get(0).getIssuerX500Principal().getName());
    }

    private Finding nameIn(X509Certificate leaf) {
        try {
            CertificateNames names = CertificateNames.of(leaf);
            return names.hold(name)
                    ? certificate.ok("it is valid for " + name)
                    : certificate.fail(
                            "it is not valid for " + name + ", but for " + names,
                            "if the server is the right one, say how it calls itself: --authority NAME here,"
                                    + " withAuthority or withServerName in code.");
        } catch (CertificateParsingException e) {
            return certificate.fail("its names cannot be read: " + Text.of(e), "it was made wrongly.");
        }
    }

    /** An end that is past has been told already. */
    private Optional<Finding> distrust(Exception cause, X509Certificate leaf) {
        Throwable seen = cause;
        for (int depth = 0; seen != null && depth < MAX_DEPTH; depth++) {
            if (seen instanceof CertPathValidatorException path
                    && (path.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                            || path.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID)) {
                return Optional.empty();
            }
            seen = seen.getCause();
        }
        boolean itself = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
        return Optional.of(certificate.fail(
                "it is not trusted: " + Text.of(cause),
                itself
                        ? "it is signed by itself: give it, or the authority that should have signed it, with --ca FILE."
                        : "give its authority, " + leaf.getIssuerX500Principal().getName()
                                + ", with --ca FILE; or the server does not send the certificates between them."));
    }

    private static String subject(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.isEmpty() ? "without a subject" : subject;
    }
}
