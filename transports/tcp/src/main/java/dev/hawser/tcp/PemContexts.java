// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

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
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context that some PEM files make, made anew when they change.
 *
 * <p>Compares contents, not times: two writes within one tick of the file system's clock count as two. Key, chain and
 * authorities are swapped together, as one context.
 */
final class PemContexts implements TlsOptions.ContextSupplier {
    private static final Logger log = LoggerFactory.getLogger(PemContexts.class);

    /** Keys in memory need a password for the key store's sake; it protects nothing. */
    private static final char[] NO_PASSWORD = new char[0];

    private final Path authorities;
    private final Optional<Identity> identity;
    private volatile Loaded loaded;

    PemContexts(Path authorities, Optional<Identity> identity) throws IOException {
        this.authorities = authorities;
        this.identity = identity;
        List<byte[]> contents = read();
        try {
            loaded = new Loaded(contents, contextOf(contents));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The current context. Two threads that see a change at once may each make one, which only costs the work. */
    @Override
    public SSLContext context() {
        Loaded last = loaded;
        List<byte[]> seen = List.of();
        try {
            seen = read();
            if (!same(seen, last.seen)) {
                last = new Loaded(seen, contextOf(seen));
                loaded = last;
                log.info("TLS certificates reloaded from {}", describe());
            }
        } catch (IOException | GeneralSecurityException e) {
            // Remembering what was seen, not only what was good, keeps this to one warning per state of the files.
            if (!same(seen, last.seen)) {
                loaded = new Loaded(seen, last.context);
                log.warn(
                        "TLS certificates in {} are not usable, the last good ones stay in use: {}",
                        describe(),
                        e.toString());
            }
        }
        return last.context;
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

    private SSLContext contextOf(List<byte[]> contents) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(Pem.certificates(authorities, contents.get(0))));
        if (identity.isEmpty()) {
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        List<X509Certificate> chain = Pem.certificates(identity.get().certificate(), contents.get(1));
        PrivateKey key = Pem.privateKey(identity.get().key(), contents.get(2));
        Pem.checkPair(chain.get(0), key, describe());
        keys.init(keyStore(chain, key), NO_PASSWORD);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
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

    /** Where the own certificate and its key are. */
    record Identity(Path certificate, Path key) {}

    private record Loaded(List<byte[]> seen, SSLContext context) {}
}
