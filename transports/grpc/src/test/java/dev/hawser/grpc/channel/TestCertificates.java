// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority made for one test run, and what it signs; needs the openssl command. */
public final class TestCertificates {

    private final Path folder;

    /** Makes an authority in the folder, or skips the test with a message where there is no openssl. */
    public TestCertificates(Path folder, String authority) throws Exception {
        assumeOpenssl();
        this.folder = folder;
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30"
                + " -subj /CN=" + authority);
    }

    private static void assumeOpenssl() throws InterruptedException {
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

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** For the name, such as {@code DNS:localhost}, and some days from now; -1 for one that has expired. */
    public Leaf leaf(String file, String subjectAlternativeName, int days) throws Exception {
        Files.writeString(
                folder.resolve(file + ".ext"),
                "subjectAltName=" + subjectAlternativeName + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + file + ".raw -out " + file
                + ".csr -subj /CN=" + file);
        openssl("pkcs8 -topk8 -nocrypt -in " + file + ".raw -out " + file + ".key");
        openssl("x509 -req -in " + file + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + days + " -out "
                + file + ".pem -extfile " + file + ".ext");
        return new Leaf(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
    }

    private void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(arguments).isZero();
    }

    /** Of a server that shows the leaf and asks nothing of its clients. */
    public ServerCredentials server(Leaf leaf) throws IOException {
        return credentials(leaf).build();
    }

    /** Of a server that shows the leaf and lets in whom this authority has signed. */
    public ServerCredentials mutualServer(Leaf leaf) throws IOException {
        return credentials(leaf)
                .trustManager(authority().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    private static TlsServerCredentials.Builder credentials(Leaf leaf) throws IOException {
        return TlsServerCredentials.newBuilder()
                .keyManager(leaf.certificate().toFile(), leaf.key().toFile());
    }

    /** Where a certificate and its key are. */
    public record Leaf(Path certificate, Path key) {}
}
