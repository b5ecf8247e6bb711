// SPDX-License-Identifier: Apache-2.0
package dev.hawser.transport.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PEM files with the authorities to trust and, for mutual TLS, an own certificate and its key, read again when they
 * change.
 *
 * <p>They are small, and read whenever somebody asks: contents are compared, not times, so two writes within one tick of
 * the file system's clock count as two. Key, chain and authorities change together, as one {@link TlsMaterial}.
 *
 * <p>As long as the files do not fit together, as when the certificate has been replaced and the key not yet, and as
 * long as one is missing or cut short, the last good material stays in use, and one warning for each such state of the
 * files says so. Neither it nor an exception shows anything that is in a file.
 *
 * <p>Not guaranteed: that two threads which see a change at once get the same material; that connections made before
 * the change end, which is what a pool's maximum age is for.
 *
 * <p>Safe for use by any thread.
 */
public final class TlsFiles {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);

    /** Keys in memory need a password for the key store's sake; it protects nothing. */
    private static final char[] NO_PASSWORD = new char[0];

    private final Path authorities;
    private final Optional<Identity> identity;
    private volatile Loaded loaded;

    private TlsFiles(Path authorities, Optional<Identity> identity) throws IOException {
        this.authorities = authorities;
        this.identity = identity;
        List<byte[]> contents = read();
        try {
            loaded = new Loaded(contents, materialOf(contents));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Authorities to trust, and no certificate of one's own.
     *
     * @throws IOException if the file cannot be read now or holds no certificate
     */
    public static TlsFiles trusting(Path authorities) throws IOException {
        return new TlsFiles(requireNonNull(authorities, "authorities"), Optional.empty());
    }

    /**
     * Authorities to trust and a certificate to show.
     *
     * @param authorities certificates to trust
     * @param certificate the own certificate, then those between it and the authority
     * @param key its private key, as PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
     * @throws IOException if a file cannot be read now, or the key does not belong to the certificate
     */
    public static TlsFiles mutual(Path authorities, Path certificate, Path key) throws IOException {
        Identity identity = new Identity(requireNonNull(certificate, "certificate"), requireNonNull(key, "key"));
        return new TlsFiles(requireNonNull(authorities, "authorities"), Optional.of(identity));
    }

    /** What the files make now, the same object for as long as they stay as they are. Reads them, so it blocks. */
    public TlsMaterial current() {
        Loaded last = loaded;
        List<byte[]> seen = List.of();
        try {
            seen = read();
            if (!same(seen, last.seen)) {
                last = new Loaded(seen, materialOf(seen));
                loaded = last;
                log.info("TLS certificates reloaded from {}", describe());
            }
        } catch (IOException | GeneralSecurityException e) {
            // Remembering what was seen, not only what was good, keeps this to one warning per state of the files.
            if (!same(seen, last.seen)) {
                loaded = new Loaded(seen, last.material);
                log.warn(
                        "TLS certificates in {} are not usable, the last good ones stay in use: {}",
                        describe(),
                        e.toString());
            }
        }
        return last.material;
    }

    private List<byte[]> read() throws IOException {
        byte[] trusted = Files.readAllBytes(authorities);
        return identity.isEmpty()
                ? List.of(trusted)
                : List.of(
                        trusted,
                        Files.readAllBytes(identity.get().certificate()),
                        Files.readAllBytes(identity.get().key()));
    }

    private TlsMaterial materialOf(List<byte[]> contents) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(Pem.certificates(authorities, contents.get(0))));
        return new TlsMaterial(keyManagers(contents), List.of(trust.getTrustManagers()));
    }

    private List<KeyManager> keyManagers(List<byte[]> contents) throws IOException, GeneralSecurityException {
        if (identity.isEmpty()) {
            return List.of();
        }
        List<X509Certificate> chain = Pem.certificates(identity.get().certificate(), contents.get(1));
        PrivateKey key = Pem.privateKey(identity.get().key(), contents.get(2));
        Pem.checkPair(chain.get(0), key, describe());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(chain, key), NO_PASSWORD);
        return List.of(keys.getKeyManagers());
    }

    private static KeyStore trustStore(List<X509Certificate> certificates)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        return store;
    }

    private static KeyStore keyStore(List<X509Certificate> chain, PrivateKey key)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
        return store;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = Arrays.equals(some.get(i), others.get(i));
        }
        return same;
    }

    private String describe() {
        return authorities
                + identity.map(i -> ", " + i.certificate() + ", " + i.key()).orElse("");
    }

    private record Identity(Path certificate, Path key) {}

    private record Loaded(List<byte[]> seen, TlsMaterial material) {}
}
