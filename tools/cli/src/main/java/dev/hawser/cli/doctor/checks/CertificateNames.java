// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.discovery.dns.DnsName;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that a certificate is valid for (RFC 9525): its subject alternative names, host names and IP addresses. A
 * common name in its subject has not counted for many years.
 *
 * @param hosts may begin with {@code *.}, which stands for exactly one label
 */
record CertificateNames(List<String> hosts, List<String> addresses) {

    private static final int DNS = 2;
    private static final int IP = 7;

    static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? new CertificateNames(List.of(), List.of())
                : new CertificateNames(ofKind(names, DNS), ofKind(names, IP));
    }

    private static List<String> ofKind(Collection<List<?>> names, int kind) {
        return names.stream()
                .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    boolean hold(String name) {
        Optional<InetAddress> address = DnsName.literal(name);
        if (address.isPresent()) {
            return addresses.stream().anyMatch(held -> DnsName.literal(held).equals(address));
        }
        return hosts.stream().anyMatch(host -> matches(lower(host), lower(name)));
    }

    private static String lower(String name) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return plain.toLowerCase(Locale.ROOT);
    }

    private static boolean matches(String host, String name) {
        if (!host.startsWith("*.")) {
            return host.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(host.substring(1));
    }

    @Override
    public String toString() {
        String all = String.join(", ", hosts)
                + (hosts.isEmpty() || addresses.isEmpty() ? "" : ", ")
                + String.join(", ", addresses);
        return all.isEmpty() ? "no name at all" : all;
    }
}
