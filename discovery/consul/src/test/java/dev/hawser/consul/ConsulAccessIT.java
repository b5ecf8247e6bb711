// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.Watching.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hawser.servers.ConsulAgent;
import dev.hawser.servers.ConsulInstance;
import dev.hawser.servers.ConsulLogs;
import dev.hawser.servers.ConsulSetup;
import dev.hawser.servers.ConsulToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A real agent that allows nothing without a token. */
@Timeout(60)
@ExtendWith(ConsulLogs.class)
class ConsulAccessIT {
    private static final String UNKNOWN = "11111111-2222-3333-4444-555555555555";
    private static ConsulAgent consul;

    @TempDir
    Path folder;

    private final String service = Watching.newService();

    @BeforeAll
    static void start() {
        consul = ConsulAgent.start(ConsulSetup.defaults().withDefaultDeny());
    }

    @AfterAll
    static void end() {
        if (consul != null) {
            consul.close();
        }
    }

    private void register(int port) {
        consul.register(ConsulInstance.of(service, port));
    }

    private Watching watch(TokenSource token) {
        return Watching.of(service, at(consul).withToken(token));
    }

    @Test
    void aTokenThatMayReadSeesTheService() {
        register(7000);
        ConsulToken token = consul.createToken(ConsulAgent.READ_ALL);

        try (Watching watching = watch(TokenSource.of(token.secret())).awaitPorts(7000)) {
            register(7001);
            watching.awaitPorts(7000, 7001);
        }
    }

    /** Consul then says that there is nothing: "200 []", as if all instances were gone. */
    @Test
    void withoutATokenTheEmptyAnswerTakesNothingAway() {
        anEmptyAnswerTakesNothingAwayAfterTwoQueriesWith(
                consul.createToken(ConsulAgent.READ_ALL).secret(), Optional.empty());
    }

    @Test
    void aTokenThatMayReadSomethingElseSeesNothingAndTakesNothingAway() {
        anEmptyAnswerTakesNothingAwayAfterTwoQueriesWith(
                consul.createToken(ConsulAgent.READ_ALL).secret(),
                Optional.of(consul.createToken("service \"other\" { policy = \"read\" }")
                        .secret()));
    }

    /** The second query hangs until there is a change, and so does the third. */
    private void anEmptyAnswerTakesNothingAwayAfterTwoQueriesWith(String token, Optional<String> then) {
        register(7000);
        AtomicInteger queries = new AtomicInteger();
        TokenSource source = () -> queries.incrementAndGet() <= 2 ? Optional.of(token) : then;
        try (Watching watching = watch(source).awaitPorts(7000)) {
            await().until(() -> queries.get() == 2);
            register(7001);
            watching.awaitPorts(7000, 7001);
            await().until(() -> queries.get() == 3);
            register(7002);

            watching.awaitProblem("empty answer; 2 endpoints kept");
            assertThat(watching.ports()).containsExactly(7000, 7001);
        }
    }

    @Test
    void anUnknownTokenIsRefusedAndConsulSaysWhy() {
        register(7000);

        try (Watching watching = watch(TokenSource.of(UNKNOWN))) {
            assertThat(watching.awaitProblem("403").message()).contains("ACL not found");
        }
    }

    @Test
    void aTokenFileIsReadAgainWhenItIsReplaced() throws IOException {
        register(7000);
        Path file = Files.writeString(folder.resolve("token"), UNKNOWN + "\n");
        try (Watching watching = watch(TokenSource.file(file))) {
            watching.awaitProblem("403");

            Files.writeString(file, consul.createToken(ConsulAgent.READ_ALL).secret() + "\n");

            watching.awaitPorts(7000);
        }
    }

    /** The query that hangs goes on with what was allowed when it began; the next change ends it. */
    @Test
    void aRevokedTokenTakesNothingAwayAndANewOneIsUsed() throws IOException {
        register(7000);
        ConsulToken token = consul.createToken(ConsulAgent.READ_ALL);
        Path file = Files.writeString(folder.resolve("token"), token.secret());
        try (Watching watching = watch(TokenSource.file(file)).awaitPorts(7000)) {
            consul.revoke(token);
            register(7001);
            watching.awaitProblem("403");
            assertThat(watching.ports()).contains(7000);

            Files.writeString(file, consul.createToken(ConsulAgent.READ_ALL).secret());
            register(7002);
            watching.awaitPorts(7000, 7001, 7002);
        }
    }

    /** Neither in what a watch tells, nor in what is logged, whatever the level. */
    @Test
    void noTokenIsInAnyMessage() {
        register(7000);
        ConsulOptions options = at(consul).withToken(TokenSource.of(UNKNOWN));
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);

        try (Watching watching = Watching.of(service, options)) {
            watching.awaitProblem("403");

            assertThat(watching.everythingSaid() + options + logged.list)
                    .contains("403")
                    .doesNotContain(UNKNOWN.substring(0, 8));
        } finally {
            root.setLevel(level);
            root.detachAppender(logged);
        }
    }
}
