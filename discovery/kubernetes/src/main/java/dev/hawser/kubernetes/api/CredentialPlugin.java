// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import dev.hawser.time.Threads;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.ExecEnvVar;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that a kubeconfig names for getting credentials, run as "client-go credential plugins" in Kubernetes'
 * documentation describes: it gets an ExecCredential in the variable {@code KUBERNETES_EXEC_INFO} and prints one.
 *
 * <p>Not left to fabric8, which takes what the program writes to its errors for part of the answer, doesn't tell it what is
 * asked for, goes on without credentials where there are none, and logs what it can't read, be it a token.
 *
 * <p>What the program prints is shown to nobody. It gets no input and is never interactive.
 */
final class CredentialPlugin {
    private static final String INFO = "KUBERNETES_EXEC_INFO";

    /** It may ask somebody far away; who needs a person takes longer, and that can't be waited for. Arbitrary. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Tokens and certificates have some thousand. */
    private static final int MOST_BYTES = 1 << 20;

    private final ExecConfig exec;
    private final Optional<File> kubeconfig;

    /** @param kubeconfig where it is named */
    CredentialPlugin(ExecConfig exec, Optional<File> kubeconfig) {
        this.exec = exec;
        this.kubeconfig = kubeconfig;
    }

    /**
     * What it printed: a token, or a certificate with its key as PEM, or all.
     *
     * @param token empty if there is none
     * @param certificate empty if there is none
     * @param key empty if there is none
     */
    static final class Credentials {
        private final String token;
        private final String certificate;
        private final String key;

        private Credentials(String token, String certificate, String key) {
            this.token = token;
            this.certificate = certificate;
            this.key = key;
        }

        String token() {
            return token;
        }

        String certificate() {
            return certificate;
        }

        String key() {
            return key;
        }
    }

    /**
     * Runs it, which may take a while.
     *
     * @throws IOException if it prints no credentials; the message names the program, and shows nothing that it has printed
     */
    Credentials run() throws IOException {
        Process process = start();
        ExecutorService reading = Threads.blocking("hawser-credentials");
        try {
            byte[] bytes = reading.submit(() -> printed(process)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (bytes.length > MOST_BYTES) {
                throw failure("printed more than " + MOST_BYTES + " bytes");
            }
            if (process.exitValue() != 0) {
                throw failure("ended with " + process.exitValue());
            }
            return read(new String(bytes, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was interrupted");
        } catch (TimeoutException e) {
            throw failure((process.isAlive() ? "is" : "has left a program that is") + " still running after "
                    + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw failure("could not be listened to");
        } finally {
            end(process);
            Threads.end(reading);
        }
    }

    /** All of it, and then the program has ended; or one byte too many, and it never will: it waits for a reader. */
    private static byte[] printed(Process process) throws IOException, InterruptedException {
        byte[] bytes = process.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length <= MOST_BYTES) {
            process.waitFor();
        }
        return bytes;
    }

    /** With what it has started. Whom it leaves behind when it ends can't be told from others. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Process start() throws IOException {
        try {
            Process process = builder().start();
            process.getOutputStream().close();
            return process;
        } catch (IOException | RuntimeException e) { // whose message shows arguments or variables
            throw failure("can't be started");
        }
    }

    private ProcessBuilder builder() {
        List<String> command = new ArrayList<>(List.of(command()));
        command.addAll(Objects.requireNonNullElse(exec.getArgs(), List.of()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        Map<String, String> environment = builder.environment();
        for (ExecEnvVar each : Objects.requireNonNullElse(exec.getEnv(), List.<ExecEnvVar>of())) {
            environment.put(each.getName(), Objects.requireNonNullElse(each.getValue(), "")); // as kubectl does
        }
        environment.put(
                INFO,
                "{\"apiVersion\":\"" + exec.getApiVersion()
                        + "\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false}}");
        return builder;
    }

    /** A path counts from where the kubeconfig is; a name alone is looked for where programs are. */
    private String command() {
        String command = String.valueOf(exec.getCommand());
        boolean isPath = command.indexOf('/') >= 0 || command.indexOf(File.separatorChar) >= 0;
        return isPath && kubeconfig.isPresent()
                ? kubeconfig
                        .get()
                        .toPath()
                        .toAbsolutePath()
                        .resolveSibling(Path.of(command))
                        .normalize()
                        .toString()
                : command;
    }

    private Credentials read(String text) throws IOException {
        Map<String, Object> printed;
        try {
            printed = Json.object(text.strip());
        } catch (MalformedException e) {
            throw failure("printed no JSON");
        }
        String version = Json.text(printed, "apiVersion").orElse("");
        if (!version.equals(exec.getApiVersion())) {
            throw failure("printed an apiVersion that isn't the kubeconfig's, " + exec.getApiVersion());
        }
        String token = Json.text(printed, "status", "token").orElse("");
        String certificate =
                Json.text(printed, "status", "clientCertificateData").orElse("");
        String key = Json.text(printed, "status", "clientKeyData").orElse("");
        if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
            throw failure("printed neither a token nor a certificate with its key");
        }
        return new Credentials(token, certificate, key);
    }

    private IOException failure(String what) {
        String hint = Optional.ofNullable(exec.getInstallHint())
                .flatMap(text -> text.lines().findFirst())
                .map(line -> "; the kubeconfig says: " + line)
                .orElse("");
        return new IOException("credential plug-in " + exec.getCommand() + " of the kubeconfig: " + what
                + " (expected: an ExecCredential on its standard output, and 0; run by hand it tells more" + hint
                + ")");
    }
}
