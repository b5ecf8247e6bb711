// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM text (RFC 7468). Messages name the file and never show what is in it. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** Tried in turn: the encoding names its algorithm, and only the factory of that algorithm accepts it. */
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    private Pem() {}

    static List<X509Certificate> certificates(Path file, byte[] content) throws GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content))) {
                found.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw new CertificateException(file + ": not readable as certificates: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new CertificateException(file + ": holds no certificate");
        }
        return found;
    }

    static PrivateKey privateKey(Path file, byte[] content) throws GeneralSecurityException {
        Matcher block = KEY.matcher(new String(content, StandardCharsets.US_ASCII));
        if (!block.find()) {
            throw new InvalidKeySpecException(file + ": holds no complete private key");
        }
        if (!block.group(1).equals("PRIVATE KEY")) {
            throw new InvalidKeySpecException(file + ": holds '" + block.group(1)
                    + "' (expected: 'PRIVATE KEY', which 'openssl pkcs8 -topk8 -nocrypt' makes of it)");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
        try {
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
            for (String algorithm : KEY_ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                } catch (InvalidKeySpecException notThisOne) {
                    // The next may be the one; what the parser says of the bytes does not belong in a message.
                }
            }
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        throw new InvalidKeySpecException(file + ": not a private key of a kind known here " + KEY_ALGORITHMS);
    }

    /** Throws unless what the key signs, the certificate verifies. */
    static void checkPair(X509Certificate certificate, PrivateKey key, String where) throws GeneralSecurityException {
        PublicKey verifier = certificate.getPublicKey();
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        byte[] sample = certificate.getEncoded();
        boolean fits = algorithm != null && key.getAlgorithm().equals(verifier.getAlgorithm());
        if (fits) {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(verifier);
            check.update(sample);
            fits = check.verify(signer.sign());
        }
        if (!fits) {
            throw new GeneralSecurityException("the private key does not belong to the certificate: " + where);
        }
    }
}
