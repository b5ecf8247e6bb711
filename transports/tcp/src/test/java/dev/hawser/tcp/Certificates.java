// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** An authority made for one test run, and what it signs; needs the openssl command. */
final class Certificates {

    private final Path folder;

    Certificates(Path folder, String authority) throws Exception {
        this.folder = folder;
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-days",
                "30",
                "-subj",
                "/CN=" + authority);
    }

    static void assumeOpenssl() throws Exception {
        boolean there;
        try {
            there = new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "skipped: certificates are made with the openssl command, which is not installed");
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    /** A certificate for the name, valid for some days from now; -1 for one that has expired. */
    Leaf leaf(String file, String subjectAlternativeName, int days) throws Exception {
        Files.writeString(
                folder.resolve(file + ".ext"),
                "subjectAltName=" + subjectAlternativeName + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                file + ".raw",
                "-out",
                file + ".csr",
                "-subj",
                "/CN=" + file);
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", file + ".raw", "-out", file + ".key");
        openssl(
                "x509",
                "-req",
                "-in",
                file + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                Integer.toString(days),
                "-out",
                file + ".pem",
                "-extfile",
                file + ".ext");
        return new Leaf(folder.resolve(file + ".pem"), folder.resolve(file + ".key"), folder.resolve(file + ".raw"));
    }

    void openssl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> read(log)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A server that shows the leaf, and asks clients for certificates of this authority if told to. */
    SSLServerSocket server(Leaf leaf, boolean clientsNeedCertificates) throws Exception {
        SSLContext context = TlsOptions.fromPem(authority(), leaf.certificate(), leaf.key())
                .context()
                .context();
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(clientsNeedCertificates);
        return server;
    }

    /** @param raw the key in the form that older tools write, where that differs */
    record Leaf(Path certificate, Path key, Path raw) {}
}
