// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking over real sockets, and what is said when the answer is none. */
@Timeout(60)
class AdminClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CANARY = "canary-4711";

    @TempDir
    private Path folder;

    private FakeConsole console;

    @BeforeEach
    void start() throws IOException {
        console = new FakeConsole();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private AdminClient client(Optional<Token> token) {
        return new AdminClient(AdminUrl.parse(console.url()), token, PATIENCE);
    }

    private AdminException problem(Optional<Token> token) {
        return catchThrowableOfType(AdminException.class, () -> client(token).ask("/pools", Map.of()));
    }

    private Optional<Token> token() {
        return Token.find(null, Map.of(Token.VARIABLE, CANARY));
    }

    @Test
    void whatIsAskedArrivesAndWhatIsAnsweredIsRead() throws AdminException, InterruptedException {
        console.on("/pools", Documents.POOLS);

        Fields answer = client(Optional.empty()).ask("/pools", Map.of("pool", "a b&c", "endpoint", ""));

        assertThat(PoolSeen.allOf(answer)).extracting(PoolSeen::name).containsExactly("kv", "mail");
        assertThat(console.asked())
                .containsExactly(new FakeConsole.Asked("GET", "/pools?pool=a+b%26c", "null", "null"));
    }

    /** A page elsewhere can make a browser send a request, but not with that header. */
    @Test
    void anActionIsAPostThatSaysThatItIsOne() throws Exception {
        console.on("/drain", "{\"schema\":\"hawser.console/1\",\"done\":\"10.0.0.1:7001 gets no new work\"}");

        Fields answer = client(token()).act("/drain", Map.of("pool", "kv")).get();

        assertThat(answer.text("done")).isEqualTo("10.0.0.1:7001 gets no new work");
        assertThat(console.asked())
                .containsExactly(new FakeConsole.Asked("POST", "/drain?pool=kv", "Bearer " + CANARY, "1"));
    }

    @Test
    void whereNothingListensTheWayToSwitchAConsoleOnIsTold() throws IOException {
        String nowhere;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = "127.0.0.1:" + socket.getLocalPort();
        }
        AdminClient client = new AdminClient(AdminUrl.parse(nowhere), Optional.empty(), PATIENCE);

        assertThatThrownBy(() -> client.ask("/pools", Map.of())).isInstanceOfSatisfying(AdminException.class, e -> {
            assertThat(e.problem()).isEqualTo("nothing listens at http://" + nowhere);
            assertThat(e.hint()).contains("Console.builder()", "hawser demo");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|<html>a page</html>|is no Hawser console (HTTP 200)",
                "200||is no Hawser console (HTTP 200)",
                "404|{}|is no Hawser console (HTTP 404)",
                "302|moved|is no Hawser console (HTTP 302)",
                "200|{\"schema\":\"hawser.console/2\"}|speaks hawser.console/2, and this program hawser.console/1",
                "404|{\"error\":\"no pool kv\"}|: no pool kv",
                "401|{\"error\":\"unauthorized\"}|wants a token",
                "403|{\"error\":\"actions are off\"}|: actions are off",
                "503|{\"schema\":\"hawser.console/1\",\"error\":\"busy\"}|: busy"
            })
    void anAnswerThatIsNoneIsToldApart(int status, String body, String said) {
        console.on("/pools", status, body == null ? "" : body);

        assertThat(problem(Optional.empty()).problem()).startsWith("").contains(said);
        assertThat(console.asked()).hasSize(1);
    }

    /** The head came in time, and the rest never: the command hung, and so did what "top" shows. */
    @Test
    void anAnswerThatStopsInTheMiddleIsGivenUpAfterTheTimeToo() {
        CountDownLatch never = new CountDownLatch(1);
        console.on("/pools", body -> {
            body.write('{');
            body.flush();
            awaited(never);
        });
        Duration moment = Duration.ofMillis(300);
        AdminClient client = new AdminClient(AdminUrl.parse(console.url()), Optional.empty(), moment);

        assertThatThrownBy(() -> client.ask("/pools", Map.of()))
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("did not answer within 300 ms");
        never.countDown();
    }

    /** It was gathered until there was no memory left. */
    @Test
    void anAnswerWithoutAnEndIsGivenUp() {
        byte[] much = new byte[1024 * 1024];
        Arrays.fill(much, (byte) ' ');
        console.on("/pools", body -> {
            while (true) {
                body.write(much);
            }
        });

        assertThat(problem(Optional.empty()).problem()).contains("it sends more than 67108864 bytes");
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTokenThatIsWrongIsNotShown() {
        console.on("/pools", 401, "{\"error\":\"unauthorized\"}");

        AdminException problem = problem(token());

        assertThat(problem.problem()).endsWith("doesn't accept the token");
        assertThat(problem.problem() + problem.hint() + token()).doesNotContain(CANARY);
    }

    @Test
    void aTokenComesFromAFileBeforeTheEnvironment() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-the-file\n");

        assertThat(Token.find(file, Map.of(Token.VARIABLE, CANARY)))
                .get()
                .extracting(Token::reveal)
                .isEqualTo("from-the-file");
        assertThat(Token.find(null, Map.of())).isEmpty();
    }

    /** The wrong file, such as a private key, must not be quoted in the message that says so. */
    @Test
    void aFileThatHoldsNoTokenIsRefusedWithoutSayingWhatIsInIt() throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), CANARY + " and\nmore");

        assertThatThrownBy(() -> Token.find(file, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key.pem holds no token")
                .hasMessageNotContaining(CANARY);
        assertThatThrownBy(() -> Token.find(folder.resolve("none"), Map.of())).hasMessageContaining("cannot be read");
    }

    @Test
    void aTokenIsNotSentOverANetwork() {
        AdminUrl away = AdminUrl.parse("http://10.0.0.1:9464");

        assertThatThrownBy(() -> new AdminClient(away, token(), PATIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("readable on its way")
                .hasMessageNotContaining(CANARY);
    }

    @ParameterizedTest
    @CsvSource({
        "9464, http://127.0.0.1:9464",
        ":9464, http://127.0.0.1:9464",
        "localhost:9464, http://localhost:9464",
        "http://127.0.0.1:9464/, http://127.0.0.1:9464",
        "http://[::1]:9464/pools/, http://[::1]:9464/pools"
    })
    void anAddressMayBeShort(String text, String url) {
        assertThat(AdminUrl.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:canary-4711@127.0.0.1:9464",
                "http://127.0.0.1:9464/?token=canary-4711",
                "http://127.0.0.1:9464/#canary-4711",
                "http://canary-4711 @x",
                "file:///canary-4711",
                "https://127.0.0.1:9464/canary-4711"
            })
    void anAddressThatIsNoneIsNotRepeatedBecauseASecretMayBeInIt(String text) {
        assertThatThrownBy(() -> AdminUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(CANARY);
    }
}
