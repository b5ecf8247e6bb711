// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which one request of a list or a watch can fail; whose resources they are makes no difference here. */
class ApiServerAnswersTest extends ApiServerScene {

    @Override
    ApiCollection collection() {
        return ApiCollection.TINY_MODULES;
    }

    @Override
    Discovery discovery(KubernetesOptions options) {
        return KubernetesResources.of(ResourceOptions.tinyModules(), options);
    }

    @Override
    void put(String name, String address) {
        server.put(collection(), Modules.json(name, address));
    }

    // Well-behaved

    @Test
    void aWatchThatTheServerEndsGoesOnWhereItWas() {
        followBoth();
        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE); // a watch that ends without having brought anything is a failure

        server.endWatches();
        until(() -> server.count(Asked.WATCH) == 2);
        delete("a");

        awaitAddresses(TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(1);
        assertThat(heard.failures()).isEmpty();
    }

    // Lost connections

    @Test
    void aServerThatIsDownAtTheStartIsFoundLater() {
        server.down();
        follow();
        until(() -> !heard.failures().isEmpty());
        assertThat(heard.answers()).isEmpty();

        server.up();

        awaitAddresses(ONE, TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST", "WATCH"})
    void aRequestThatIsAcceptedAndNotAnsweredIsGivenUp(Asked asked) {
        server.once(asked, Answer.silence());

        follow(options().withRequestTimeout(Duration.ofSeconds(2)));

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
    void afterA410ThatEndsTheWatchANewListIsMade() {
        followBoth();

        server.expireWatches();
        until(() -> server.count(Asked.LIST) == 2);
        until(() -> server.watches() == 1);
        delete("a");

        awaitAddresses(TWO);
        assertNeverEmpty();
    }

    @Test
    void aListWhoseFurtherPagesAreTooOldIsBegunAnew() {
        putMany(150);
        server.once(Asked.PAGE, Answer.status(410));

        follow();

        untilAsserted(() -> assertThat(heard.latest()).hasSize(152));
        assertThat(heard.answers()).hasSize(1);
    }

    /** Without bookmarks a quiet watch would have to list again after each interruption of some length. */
    @Test
    void aBookmarkSparesAList() {
        followBoth();
        server.forgetHistory();
        server.bookmark(collection());

        server.endWatches();
        until(() -> server.count(Asked.WATCH) == 2);
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

    /** Projected tokens live an hour, and are replaced in their file before they end. */
    @Test
    void aTokenThatRotatesIsReadAgain(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first-token-canary");
        server.requireToken("first-token-canary");
        follow(options().withCluster(Cluster.server(URI.create(server.url()), Optional.of(token), Optional.empty())));
        awaitAddresses(ONE, TWO);
        until(() -> server.watches() == 1);

        server.requireToken("second-token-canary");
        server.dropConnections();
        awaitFailure("401");
        Path next = Files.writeString(folder.resolve("next"), "second-token-canary");
        Files.move(next, token, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Duration rotated = time.elapsed();
        put("c", THREE);

        awaitAddresses(ONE, TWO, THREE);
        assertThat(time.elapsed().minus(rotated)).isLessThan(Duration.ofSeconds(60));
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
                "{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": {}}",
                "{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"7\"}, \"items\": [{}]}",
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
        until(() -> !heard.failures().isEmpty());
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
        putMany(150);
        server.once(Asked.PAGE, Answer.status(500));

        follow();

        untilAsserted(() -> assertThat(heard.latest()).hasSize(152));
        assertThat(heard.answers()).hasSize(1);
        assertThat(heard.failures()).hasSize(1);
    }

    @Test
    void afterCloseNothingIsAsked() {
        followBoth();

        watch.close();
        until(() -> server.watches() == 0);
        long before = server.requests().size();
        server.dropConnections();
        put("c", THREE);

        assertThat(server.requests()).hasSize((int) before);
        assertThat(heard.addresses()).isEqualTo(List.of(ONE, TWO));
    }
}
