// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * An authority made for one test run, with a certificate for a server at 127.0.0.1 and one for a client, as PEM files;
 * the keys are in PKCS #8. Made by the {@code openssl} command; without it, the test is skipped.
 */
public final class Certificates {
    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

    private final Path folder;
    private final Pair server;
    private final Pair client;

    private Certificates(Path folder, String authority) {
        this.folder = folder;
        openssl(
                List.of("req", "-x509"),
                NEW_KEY,
                List.of("-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=" + authority));
        server = pair("server", "IP:127.0.0.1,DNS:localhost");
        client = pair("client", "DNS:client");
    }

    /**
     * Makes all of them.
     *
     * @param folder where to, made if it isn't there
     * @param authority the name of the one that signs
     */
    public static Certificates create(Path folder, String authority) {
        try {
            Files.createDirectories(folder);
            new ProcessBuilder("openssl", "version").start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            Assumptions.abort(
                    "skipped: openssl is not installed, or " + folder + " can't be written: " + e.getMessage());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return new Certificates(folder, authority);
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Pair server() {
        return server;
    }

    public Pair client() {
        return client;
    }

    private Pair pair(String name, String alternativeNames) {
        write(name + ".ext", "subjectAltName=" + alternativeNames + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl(
                List.of("req"),
                NEW_KEY,
                List.of("-keyout", name + ".raw", "-out", name + ".csr", "-subj", "/CN=" + name));
        openssl(List.of("pkcs8", "-topk8", "-nocrypt", "-in", name + ".raw", "-out", name + ".key"));
        openssl(
                List.of("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
                List.of("-days", "30", "-out", name + ".pem", "-extfile", name + ".ext"));
        return new Pair(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SafeVarargs
    private void openssl(List<String>... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        Stream.of(arguments).forEach(command::addAll);
        Path log = folder.resolve("openssl.log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("openssl failed: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    /** Two PEM files that belong together. */
    public record Pair(Path certificate, Path key) {}
}
