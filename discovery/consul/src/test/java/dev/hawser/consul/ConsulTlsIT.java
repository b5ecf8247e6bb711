// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.Watching.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.servers.Certificates;
import dev.hawser.servers.Certificates.Pair;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.servers.ConsulSetup;
import dev.hawser.transport.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real agent that speaks TLS, and one that wants to know with whom. */
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class ConsulTlsIT {
    @TempDir
    static Path folder;

    private static Certificates ours;
    private static Certificates others;
    private static ConsulAgent open;
    private static ConsulAgent strict;

    private final String service = Watching.newService();

    @BeforeAll
    static void start() {
        ours = Certificates.create(folder.resolve("ours"), "our authority");
        others = Certificates.create(folder.resolve("others"), "another authority");
        open = ConsulAgent.start(ConsulSetup.defaults().withTls(ours));
        strict = ConsulAgent.start(ConsulSetup.defaults().withMutualTls(ours));
    }

    @AfterAll
    static void end() {
        if (open != null) {
            open.close();
        }
        if (strict != null) {
            strict.close();
        }
    }

    private Watching watch(ConsulAgent consul, TlsFiles tls) {
        consul.register(ConsulInstance.of(service, 7000));
        return Watching.of(service, at(consul).withTls(tls));
    }

    private static TlsFiles trusting(Certificates certificates) throws IOException {
        return TlsFiles.trusting(certificates.authority());
    }

    private static TlsFiles showing(Pair own) throws IOException {
        return TlsFiles.mutual(ours.authority(), own.certificate(), own.key());
    }

    @Test
    void anAgentOfATrustedAuthorityIsAsked() throws IOException {
        try (Watching watching = watch(open, trusting(ours)).awaitPorts(7000)) {
            open.register(ConsulInstance.of(service, 7001));
            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void anAgentOfAnotherAuthorityIsNotAndTheCauseIsClear() throws IOException {
        try (Watching watching = watch(open, trusting(others))) {
            assertThat(watching.awaitProblem(open.address()).message()).containsIgnoringCase("certification path");
        }
    }

    @Test
    void withoutAuthorityNobodyIsTrusted() {
        try (Watching watching = Watching.of(service, at(open))) {
            assertThat(watching.awaitProblem(open.address()).message()).containsIgnoringCase("certification path");
        }
    }

    @Test
    void plainHttpToAnAgentWithTlsIsAFailureThatSaysSo() {
        ConsulOptions plain = ConsulOptions.at(URI.create("http://" + open.address()));
        try (Watching watching = Watching.of(service, plain)) {
            assertThat(watching.awaitProblem(open.address()).message()).contains("400");
        }
    }

    @Test
    void anAgentThatWantsACertificateGetsOurs() throws IOException {
        try (Watching watching = watch(strict, showing(ours.client())).awaitPorts(7000)) {
            strict.register(ConsulInstance.of(service, 7001));
            watching.awaitPorts(7000, 7001);
        }
    }

    @Test
    void anAgentThatWantsACertificateRefusesNoneAndTheCauseIsClear() throws IOException {
        try (Watching watching = watch(strict, trusting(ours))) {
            assertThat(watching.awaitProblem(strict.address()).message()).containsIgnoringCase("certificate");
        }
    }

    @Test
    void anAgentThatWantsACertificateRefusesAnothersAndTheCauseIsClear() throws IOException {
        try (Watching watching = watch(strict, showing(others.client()))) {
            assertThat(watching.awaitProblem(strict.address()).message()).containsIgnoringCase("certificate");
        }
    }
}
