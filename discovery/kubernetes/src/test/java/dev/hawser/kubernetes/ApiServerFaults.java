// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.RecordingWatcher;
import dev.hawser.time.SystemTime;
import dev.hawser.time.Threads;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a discovery from an API server has to keep whatever becomes of that server: nothing is lost, nobody stays who has
 * gone, and nobody comes twice. For each kind of resources there is one extension.
 */
@Timeout(60)
abstract class ApiServerFaults {
    private static final String ONE = "10.0.0.1:50051";
    private static final String TWO = "10.0.0.2:50051";
    private static final String THREE = "10.0.0.3:50051";

    final ScriptedApiServer server = ScriptedApiServer.start();
    final RecordingWatcher heard = new RecordingWatcher();
    private final SystemTime time = new SystemTime("test-time");
    private final ExecutorService executor = Threads.blocking("test-executor");
    private Discovery.Subscription watch = () -> {};

    abstract ApiCollection collection();

    abstract Discovery discovery(KubernetesOptions options);

    /** One resource with one address. */
    abstract void put(String name, String address);

    @BeforeEach
    void fill() {
        put("a", ONE);
        put("b", TWO);
    }

    @AfterEach
    void close() {
        watch.close();
        time.close();
        server.close();
        Threads.end(executor);
    }

    private void delete(String name) {
        server.delete(collection(), "tinysystems", name);
    }

    private KubernetesOptions options() {
        return KubernetesOptions.defaults()
                .withCluster(Cluster.server(URI.create(server.url())))
                .withNamespace("tinysystems")
                .withRequestTimeout(Duration.ofSeconds(2));
    }

    private void follow(KubernetesOptions options) {
        watch = discovery(options).watch(heard, new Discovery.Context(time, executor));
    }

    private void follow() {
        follow(options());
    }

    /** Followed, and both known. */
    private void followBoth() {
        follow();
        awaitAddresses(ONE, TWO);
        await().until(() -> server.watches() == 1);
    }

    private void awaitAddresses(String... addresses) {
        await().untilAsserted(() -> assertThat(heard.addresses()).containsExactlyInAnyOrder(addresses));
    }

    private void awaitFailure(String text) {
        await().untilAsserted(() -> assertThat(heard.failures())
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining(text)));
    }

    /** Whoever asks finds everybody, before, meanwhile and after. */
    private void assertNeverEmpty() {
        assertThat(heard.answers())
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer).isNotEmpty());
    }

    // Well-behaved

    @Test
    void whatIsAddedChangedAndDeletedIsSeen() {
        followBoth();

        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE);
        put("c", "10.0.0.4:50051");
        awaitAddresses(ONE, TWO, "10.0.0.4:50051");
        delete("c");
        awaitAddresses(ONE, TWO);

        assertThat(server.count(Asked.LIST)).isEqualTo(1);
        assertNeverEmpty();
    }

    @Test
    void theLastOneThatIsDeletedIsGoneForCertain() {
        followBoth();

        delete("a");
        delete("b");

        await().untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    @Test
    void aWatchThatTheServerEndsGoesOnWhereItWas() {
        followBoth();
        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE); // a watch that ends without having brought anything is a failure

        server.endWatches();
        await().until(() -> server.count(Asked.WATCH) == 2);
        delete("a");

        awaitAddresses(TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(1);
        assertThat(heard.failures()).isEmpty();
    }

    @Test
    void aListOfSeveralPagesIsToldWhenItIsWhole() {
        for (int i = 0; i < 250; i++) {
            put("n" + i, "10.1.0." + i + ":50051");
        }

        follow();

        await().untilAsserted(() -> assertThat(heard.latest()).hasSize(252));
        assertThat(heard.answers()).hasSize(1);
        assertThat(server.count(Asked.PAGE)).isPositive();
    }

    // Lost connections

    @Test
    void aDroppedWatchLosesNothing() {
        followBoth();

        server.dropConnections();
        put("c", THREE);
        delete("a");

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    @Test
    void whileTheServerIsDownEverythingStaysAndAfterwardsChangesAreSeen() {
        followBoth();

        server.down();
        await().until(() -> heard.failures().size() >= 2);
        assertThat(heard.addresses()).containsExactlyInAnyOrder(ONE, TWO);
        put("c", THREE);
        delete("a");
        server.up();

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    @Test
    void aServerThatIsDownAtTheStartIsFoundLater() {
        server.down();
        follow();
        await().until(() -> !heard.failures().isEmpty());
        assertThat(heard.answers()).isEmpty();

        server.up();

        awaitAddresses(ONE, TWO);
    }

    /** The connection is there, the server is not. What it ought to have ended long ago is begun anew. */
    @Test
    void aWatchThatFallsSilentIsNoticed() {
        FakeTime quick = new FakeTime();
        watch = discovery(options()).watch(heard, new Discovery.Context(quick, executor));
        awaitAddresses(ONE, TWO);
        await().until(() -> server.watches() == 1);

        server.muteWatches();
        put("c", THREE);
        delete("a");
        quick.advance(KubernetesOptions.DEFAULT_WATCH_PERIOD.multipliedBy(3));

        await().untilAsserted(() -> {
            quick.advance(Duration.ofMillis(100));
            assertThat(heard.addresses()).containsExactlyInAnyOrder(TWO, THREE);
        });
        assertNeverEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "WATCH"})
    void aRequestThatIsAcceptedAndNotAnsweredIsGivenUp(Asked asked) {
        server.once(asked, Answer.silence());

        follow();

        awaitFailure("no answer within 2s");
        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "WATCH"})
    void aRequestThatIsAnsweredByHangingUpIsTriedAgain(Asked asked) {
        server.once(asked, Answer.hangUp());

        follow();

        awaitAddresses(ONE, TWO);
        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE);
    }

    // 410

    @Test
    void after410AsAnEventANewListNoticesWhatWasDeleted() {
        followBoth();

        server.down();
        delete("a");
        put("c", THREE);
        server.forgetHistory();
        server.up();

        awaitAddresses(TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(2);
        assertNeverEmpty();
    }

    @Test
    void afterA410ThatEndsTheWatchANewListIsMade() {
        followBoth();

        server.expireWatches();
        await().until(() -> server.count(Asked.LIST) == 2);
        await().until(() -> server.watches() == 1);
        delete("a");

        awaitAddresses(TWO);
        assertNeverEmpty();
    }

    @Test
    void after410AsAStatusANewListNoticesWhatWasDeleted() {
        followBoth();
        server.once(Asked.WATCH, Answer.status(410));

        server.down();
        delete("a");
        server.up();

        awaitAddresses(TWO);
        assertThat(server.count(Asked.LIST)).isEqualTo(2);
        assertNeverEmpty();
    }

    @Test
    void aListWhoseFurtherPagesAreTooOldIsBegunAnew() {
        for (int i = 0; i < 150; i++) {
            put("n" + i, "10.1.0." + i + ":50051");
        }
        server.once(Asked.PAGE, Answer.status(410));

        follow();

        await().untilAsserted(() -> assertThat(heard.latest()).hasSize(152));
        assertThat(heard.answers()).hasSize(1);
    }

    /** Without bookmarks a quiet watch would have to list again after each interruption of some length. */
    @Test
    void aBookmarkSparesAList() {
        followBoth();
        server.forgetHistory();
        server.bookmark(collection());

        server.endWatches();
        await().until(() -> server.count(Asked.WATCH) == 2);
        put("c", THREE);

        awaitAddresses(ONE, TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(1);
    }

    // Refused

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 503})
    void aListThatIsRefusedIsToldAndTriedAgain(int status) {
        server.once(Asked.LIST, Answer.status(status));

        follow();

        awaitAddresses(ONE, TWO);
        assertThat(heard.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining(Integer.toString(status)));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void aWatchThatIsRefusedKeepsEverything(int status) {
        followBoth();
        server.once(Asked.WATCH, Answer.status(status));

        server.dropConnections();
        awaitFailure(Integer.toString(status));
        put("c", THREE);

        awaitAddresses(ONE, TWO, THREE);
        assertNeverEmpty();
    }

    @Test
    void aRightThatIsTakenAwayAndGivenBackLosesNothing() {
        followBoth();

        server.always(Asked.LIST, Answer.status(403));
        server.always(Asked.WATCH, Answer.status(403));
        server.dropConnections();
        awaitFailure("403");
        delete("a");
        server.heal();

        awaitAddresses(TWO);
        assertNeverEmpty();
    }

    /** Projected tokens live an hour, and are replaced in their file before they end. */
    @Test
    void aTokenThatRotatesIsReadAgain(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first-token-canary");
        server.requireToken("first-token-canary");
        follow(options().withCluster(Cluster.server(URI.create(server.url()), Optional.of(token), Optional.empty())));
        awaitAddresses(ONE, TWO);
        await().until(() -> server.watches() == 1);

        server.requireToken("second-token-canary");
        server.dropConnections();
        awaitFailure("401");
        Path next = Files.writeString(folder.resolve("next"), "second-token-canary");
        Files.move(next, token, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        put("c", THREE);

        awaitAddresses(ONE, TWO, THREE);
        assertNeverEmpty();
        assertThat(heard.failures().toString()).doesNotContain("canary");
    }

    // Nonsense

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "nonsense",
                "<html>Sign in</html>",
                "{\"kind\": \"Status\"}",
                "{\"kind\": \"List\", \"items\": []}",
                "{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": [{"
            })
    void aListThatIsNoneIsAFailureAndNotAnEmptyAnswer(String body) {
        server.once(Asked.LIST, Answer.text(body));

        follow();

        awaitAddresses(ONE, TWO);
        assertNeverEmpty();
        assertThat(heard.failures()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"type\": \"ADDED\"}",
                "{\"type\": \"NEW\", \"object\": {\"metadata\": {\"name\": \"x\", \"resourceVersion\": \"1\"}}}",
                "{\"type\": \"DELETED\", \"object\": {\"metadata\": {\"resourceVersion\": \"1\"}}}",
                "{\"type\": \"ADDED\", \"object\": {\"metadata\": {",
                "{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": 500}}"
            })
    void anEventThatIsNoneIsAFailureAfterWhichNothingIsMissing(String line) {
        followBoth();

        server.sayToWatches(line);
        await().until(() -> !heard.failures().isEmpty());
        put("c", THREE);
        delete("a");

        awaitAddresses(TWO, THREE);
        assertNeverEmpty();
    }

    // Slow and partial

    @Test
    void nothingIsToldBeforeASlowListIsThere() {
        server.once(Asked.LIST, Answer.late(Duration.ofMillis(500)));

        follow();

        awaitAddresses(ONE, TWO);
        assertThat(heard.answers()).hasSize(1);
    }

    @Test
    void aListThatBreaksOffAfterItsFirstPageIsNotBelieved() {
        for (int i = 0; i < 150; i++) {
            put("n" + i, "10.1.0." + i + ":50051");
        }
        server.once(Asked.PAGE, Answer.status(500));

        follow();

        await().untilAsserted(() -> assertThat(heard.latest()).hasSize(152));
        assertThat(heard.answers()).hasSize(1);
        assertThat(heard.failures()).hasSize(1);
    }

    /** A list that comes back empty is told as such, and whoever keeps the last good set keeps it. */
    @Test
    void anEmptyListIsNoCertainty() {
        followBoth();

        server.down();
        delete("a");
        delete("b");
        server.forgetHistory();
        server.up();

        await().until(() -> heard.latest().isEmpty());
        assertThat(heard.gone()).isZero();
    }

    @Test
    void afterCloseNothingIsAsked() {
        followBoth();

        watch.close();
        await().until(() -> server.watches() == 0);
        long before = server.requests().size();
        server.dropConnections();
        put("c", THREE);

        assertThat(server.requests()).hasSize((int) before);
        assertThat(heard.addresses()).isEqualTo(List.of(ONE, TWO));
    }
}
