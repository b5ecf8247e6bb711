// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority made for one test run, and the certificates of a server and of a client; needs the openssl command. */
public final class EtcdCertificates {

    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

    private final Path folder;
    private final Leaf server;
    private final Leaf client;

    public EtcdCertificates(Path folder, String authority) throws Exception {
        this.folder = folder;
        openssl(with(
                List.of("req", "-x509"),
                NEW_KEY,
                List.of("-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=" + authority)));
        server = leaf("server", "IP:127.0.0.1,DNS:localhost");
        client = leaf("client", "DNS:client");
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Leaf server() {
        return server;
    }

    public Leaf client() {
        return client;
    }

    private Leaf leaf(String name, String subjectAlternativeName) throws Exception {
        Files.writeString(
                folder.resolve(name + ".ext"),
                "subjectAltName=" + subjectAlternativeName + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl(with(
                List.of("req"),
                NEW_KEY,
                List.of("-keyout", name + ".raw", "-out", name + ".csr", "-subj", "/CN=" + name)));
        openssl(List.of("pkcs8", "-topk8", "-nocrypt", "-in", name + ".raw", "-out", name + ".key"));
        openssl(with(
                List.of("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
                List.of("-days", "30", "-out", name + ".pem", "-extfile", name + ".ext")));
        return new Leaf(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    @SafeVarargs
    private static List<String> with(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private void openssl(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("openssl failed: " + Files.readString(log));
        }
    }

    public record Leaf(Path certificate, Path key) {}
}
