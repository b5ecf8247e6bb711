// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What kind of private key a PEM text holds. fabric8 knows it by the first line of older forms, and takes keys in PKCS #8,
 * whose first line tells nothing, for RSA.
 */
enum KeyAlgorithm {
    RSA,
    EC;

    /** The object identifier id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480), in DER: as good as never in a key by chance. */
    private static final byte[] ID_EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    static KeyAlgorithm of(String pem) {
        if (pem.contains("-----BEGIN EC PRIVATE KEY-----")) {
            return EC;
        }
        try {
            String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
            byte[] key = Base64.getMimeDecoder().decode(base64);
            String bytes = new String(key, StandardCharsets.ISO_8859_1);
            return bytes.contains(new String(ID_EC, StandardCharsets.ISO_8859_1)) ? EC : RSA;
        } catch (IllegalArgumentException e) {
            return RSA; // it is none, which whoever reads it will say
        }
    }
}
