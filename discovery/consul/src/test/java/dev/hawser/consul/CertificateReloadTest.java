// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.servers.Certificates;
import dev.hawser.servers.Certificates.Pair;
import dev.hawser.transport.tls.TlsFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New certificates while a watch is open. What counts is whom the server saw: a client that resumes a session, or goes on
 * with its connection, shows the old identity whatever is in the files.
 */
class CertificateReloadTest {
    @TempDir
    Path folder;

    @Test
    void aNewCertificateIsShownFromTheNextQueryOn() throws Exception {
        Certificates first = Certificates.create(folder.resolve("first"), "first");
        Certificates second = Certificates.create(folder.resolve("second"), "second");
        Path certificate = folder.resolve("own.pem");
        Path key = folder.resolve("own.key");
        install(first.client(), certificate, key);
        TlsFiles own = TlsFiles.mutual(first.authority(), certificate, key);
        try (FakeConsul consul = new FakeConsul(server(first))) {
            consul.set(instance("a", "10.0.0.1", 7000));
            ConsulOptions options = ConsulOptions.at(URI.create("https://127.0.0.1:" + consul.port()))
                    .withTls(own);
            try (ScriptedWatch watch = new ScriptedWatch(options)) {
                watch.passes(() -> assertThat(consul.requests()).hasSize(2));
                assertThat(consul.issuers()).containsOnly("CN=first");

                install(second.client(), certificate, key);
                consul.set(instance("a", "10.0.0.1", 7001));
                watch.passes(() -> assertThat(consul.requests()).hasSize(3));

                assertThat(consul.issuers().get(2)).isEqualTo("CN=second");
            }
        }
    }

    private static void install(Pair pair, Path certificate, Path key) throws Exception {
        Files.copy(pair.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(pair.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    /** It wants to know with whom it speaks, and takes everybody. */
    private static ServerSocket server(Certificates certificates) throws Exception {
        Pair own = certificates.server();
        KeyManager[] keys = TlsFiles.mutual(certificates.authority(), own.certificate(), own.key())
                .current()
                .keyManagers()
                .toArray(new KeyManager[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new Everybody()}, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        return server;
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
