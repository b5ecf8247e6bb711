// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An authority made for one test class, and leaves of any kind, also bad ones. */
final class Openssl {

    private final Path folder;

    Openssl(Path folder) throws Exception {
        this.folder = folder;
        try {
            new ProcessBuilder("openssl", "version").start().waitFor();
        } catch (IOException e) {
            Assumptions.abort("skipped: certificates are made with the openssl command, which is not installed");
        }
        run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 365"
                + " -subj /CN=doctors");
    }

    Path authority() {
        return folder.resolve("ca.pem");
    }

    /** Valid for the names, such as {@code IP:127.0.0.1}, and some days from now; -1 for one that has expired. */
    Leaf leaf(String file, String names, int days) throws Exception {
        Files.writeString(
                folder.resolve(file + ".ext"),
                "subjectAltName=" + names + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + file + ".raw -out " + file
                + ".csr -subj /CN=" + file);
        run("pkcs8 -topk8 -nocrypt -in " + file + ".raw -out " + file + ".key");
        run("x509 -req -in " + file + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days " + days + " -out " + file
                + ".pem -extfile " + file + ".ext");
        return new Leaf(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
    }

    private void run(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(arguments).isZero();
    }

    record Leaf(Path certificate, Path key) {}
}
