// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static dev.hawser.consul.FakeConsul.instance;
import static dev.hawser.consul.FakeConsul.json;
import static dev.hawser.consul.FakeConsul.raw;
import static dev.hawser.consul.FakeConsul.reply;
import static dev.hawser.consul.ScriptedWatch.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A watch of a scripted agent: what a real one does seldom, or never. */
class ConsulWatchTest {
    private static final String ONE = instance("a", "10.0.0.1", 7000);
    private static final String TWO = instance("b", "10.0.0.2", 7000);
    private static final Duration LATE = Duration.ofSeconds(11);

    private final FakeConsul consul = new FakeConsul();
    private final ConsulOptions options = ConsulOptions.at(consul.uri());

    @AfterEach
    void end() {
        consul.close();
    }

    @Test
    void theFirstQueryIsAnsweredAtOnceAndTheSecondHangs() {
        consul.set(ONE);
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            assertThat(watch.heard.addresses()).containsExactly("10.0.0.1:7000");

            watch.passes(() -> assertThat(consul.requests()).hasSize(2));
            assertThat(consul.requests().get(0).hangs()).isFalse();
            assertThat(consul.last().parameter("index")).isEqualTo("2");
            assertThat(consul.last().parameter("wait")).isEqualTo("300000ms");
        }
    }

    @Test
    void aChangeArrivesWithoutAnyTimePassing() {
        consul.set(ONE);
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            watch.passes(() -> assertThat(consul.requests()).hasSize(2));

            consul.set(ONE, TWO);

            eventually(() -> assertThat(watch.heard.addresses()).containsExactly("10.0.0.1:7000", "10.0.0.2:7000"));
        }
    }

    @Test
    void theQuerySaysWhatIsWanted() {
        ServiceQuery query = ServiceQuery.defaults()
                .withDatacenter("dc 2")
                .withNamespace("team-a")
                .withTags("v2", "a&b")
                .withFilter("Service.Meta.version == \"2\"")
                .withNear("_agent")
                .withConsistency(Consistency.STALE);
        try (ScriptedWatch watch = new ScriptedWatch(ConsulDiscovery.of("a b/c", options.withQuery(query)))) {
            watch.hears(1);

            FakeConsul.Request request = consul.requests().get(0);
            assertThat(request.path()).isEqualTo("/v1/health/service/a%20b%2Fc");
            assertThat(request.query().keySet())
                    .containsExactly("passing", "stale", "dc", "ns", "tag", "filter", "near");
            assertThat(request.parameter("dc")).isEqualTo("dc 2");
            assertThat(request.parameter("ns")).isEqualTo("team-a");
            assertThat(request.query().get("tag")).containsExactly("v2", "a&b");
            assertThat(request.parameter("filter")).isEqualTo("Service.Meta.version == \"2\"");
            assertThat(request.headers()).doesNotContainKey("x-consul-token");
        }
    }

    @Test
    void instancesWithAWarningAreAskedForOnlyWhereTheyAreWanted() {
        ServiceQuery query = ServiceQuery.defaults()
                .withHealth(InstanceHealth.PASSING_OR_WARNING)
                .withConsistency(Consistency.CACHED);
        try (ScriptedWatch watch = new ScriptedWatch(options.withQuery(query))) {
            watch.hears(1);

            assertThat(consul.requests().get(0).query().keySet()).containsExactly("cached");
        }
    }

    @Test
    void anAgentBehindAPathIsAskedThere() {
        try (ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(URI.create(consul.uri() + "/consul/")))) {
            watch.hears(1);

            assertThat(consul.requests().get(0).path()).isEqualTo("/consul/v1/health/service/kv");
        }
    }

    @Test
    void anEmptyAnswerIsTold() {
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);

            assertThat(watch.heard.answers()).hasSize(1);
            assertThat(watch.heard.latest()).isEmpty();
        }
    }

    @Test
    void anIndexThatFallsLeadsToAQueryWithout() {
        consul.set(ONE);
        consul.resetIndex(500);
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            watch.passes(() -> assertThat(consul.last().parameter("index")).isEqualTo("500"));

            consul.resetIndex(3);
            watch.hears(3);

            assertThat(consul.requests().get(2).hangs()).isFalse();
            consul.set(ONE, TWO);
            watch.answers(4);
            assertThat(watch.heard.latest()).hasSize(2);
            assertThat(watch.heard.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | No cluster leader    | 500 No cluster leader",
                "403 | Permission denied    | 403 Permission denied (token: none)",
                "403 | ACL not found        | 403 ACL not found (token: none)",
                "404 | ''                   | 404 (is this Consul's HTTP API?)",
                "503 | <h1>busy</h1>        | 503 <h1>busy</h1>",
                "204 | ''                   | 204",
            })
    void aRefusalIsToldInConsulsWordsAndGotOver(int status, String body, String words) {
        consul.set(ONE);
        consul.then(reply(status, "", body));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            assertThat(watch.failure()).isEqualTo("consul at " + consul.uri() + ": " + words);

            watch.answers(1);
            assertThat(watch.heard.latest()).hasSize(1);
        }
    }

    @Test
    void aBrokenAnswerIsAFailureAndGotOver() {
        consul.set(ONE);
        consul.then(
                json(7, "[{\"Service\":"),
                json(7, "<html>"),
                json(7, "{\"error\":1}"),
                raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[" + ONE),
                raw(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[    "),
                raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
                raw("RUBBISH\r\n\r\n"),
                raw("\u0016\u0003\u0001"),
                raw(""));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.answers(1);

            assertThat(watch.heard.latest()).hasSize(1);
            assertThat(watch.heard.failures()).hasSizeGreaterThanOrEqualTo(7);
            assertThat(watch.heard.failures())
                    .allSatisfy(failure -> assertThat(failure).hasMessageStartingWith("consul at " + consul.uri()));
        }
    }

    @Test
    void anAnswerThatIsNoJsonByItsTypeIsAFailureThatSaysSo() {
        consul.then(reply(200, "Content-Type: text/html\r\n", "<html>log in</html>"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);

            assertThat(watch.failure()).contains("'text/html'").contains("expected: JSON");
        }
    }

    @Test
    void anAnswerThatIsTooLongIsGivenUp() {
        consul.then(json(7, "[" + " ".repeat(5_000) + "]"));
        try (ScriptedWatch watch = new ScriptedWatch(
                options.withWatch(ConsulWatchOptions.defaults().withMaxAnswer(4_096)))) {
            watch.hears(1);

            assertThat(watch.failure()).contains("more than 4096 bytes");
        }
    }

    /** Also the one who answers with a page of gigabytes to say that something is wrong. */
    @Test
    void anErrorPageIsNotReadToItsEnd() {
        consul.then(reply(500, "", "x".repeat(10_000_000)));
        consul.set(ONE);
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);

            assertThat(watch.failure()).hasSizeLessThan(300);
            watch.answers(1);
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (FakeConsul elsewhere = new FakeConsul()) {
            String location = elsewhere.uri() + "/v1/health/service/kv?secret=hunter2";
            consul.then(reply(307, "Location: " + location + "\r\n", ""));
            try (ScriptedWatch watch = new ScriptedWatch(options.withToken(TokenSource.of("t0ken")))) {
                watch.hears(1);

                assertThat(watch.failure())
                        .contains("307 redirect to 'http://127.0.0.1', which is not followed")
                        .doesNotContain("hunter2");
                assertThat(elsewhere.requests()).isEmpty();
            }
        }
    }

    /** Consul before 1.11 gives no hint: an empty answer. This one says that it left something out. */
    @Test
    void anAnswerFromWhichSomethingWasLeftOutForLackOfRightsIsAFailure() {
        String filtered = "X-Consul-Index: 7\r\nX-Consul-Results-Filtered-By-ACLs: true\r\n";
        consul.then(reply(200, filtered, "[]"), reply(200, filtered, "[" + ONE + "]"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            assertThat(watch.heard.answers()).isEmpty();
            assertThat(watch.failure()).contains("instances are left out that may not be read (token: none");
        }
    }

    @Test
    void retryAfterIsObeyed() {
        consul.set(ONE);
        consul.then(reply(429, "Retry-After: 40\r\n", "rate limit exceeded"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.rests(1);
            assertThat(watch.failure()).contains("429 rate limit exceeded");

            watch.time.advance(Duration.ofSeconds(39));
            assertThat(consul.requests()).hasSize(1);
            watch.time.advance(Duration.ofSeconds(1));
            watch.answers(1);
        }
    }

    @Test
    void aQueryThatIsNotAnsweredInTimeIsAbandoned() {
        consul.set(ONE);
        consul.then(consul.hang());
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            eventually(() -> assertThat(consul.requests()).hasSize(1));

            watch.time.advance(LATE);
            watch.hears(1);

            assertThat(watch.failure()).contains("no answer within 10s");
            watch.answers(1);
            eventually(() -> assertThat(consul.connections()).isEqualTo(1));
        }
    }

    /** Somebody else has been asked meanwhile, whose word is newer. */
    @Test
    void anAnswerThatComesAfterItWasGivenUpIsNotHeard() {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        consul.set(ONE);
        consul.then((out, socket) -> {
            late.await();
            try {
                json(99, "[" + TWO + "]").send(out, socket);
            } finally {
                sent.countDown();
            }
        });
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            eventually(() -> assertThat(consul.requests()).hasSize(1));
            watch.time.advance(LATE);
            watch.hears(1);
            assertThat(watch.failure()).contains("no answer within 10s");

            late.countDown();
            eventually(() -> assertThat(sent.getCount()).isZero());
            watch.answers(1);
            watch.passes(() -> assertThat(consul.last().hangs()).isTrue());

            assertThat(consul.last().parameter("index")).isEqualTo("2");
            assertThat(watch.heard.answers())
                    .allSatisfy(answer -> assertThat(answer)
                            .extracting(endpoint -> endpoint.address().toString())
                            .containsExactly("10.0.0.1:7000"));
        }
    }

    /** It once was asked for as long as a whole look-up may take, and the second never was. */
    @Test
    void aSilentFirstAgentIsReportedAfterThreeSecondsAndTheNextIsAskedAtOnce() {
        consul.then(consul.hang());
        try (FakeConsul second = new FakeConsul()) {
            second.set(ONE);
            try (ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri(), second.uri()))) {
                eventually(() -> assertThat(consul.requests()).hasSize(1));
                watch.time.advance(Duration.ofMillis(2_900));
                assertThat(watch.heard.failures()).isEmpty();

                watch.time.advance(Duration.ofMillis(100));
                watch.hears(2);

                assertThat(watch.failure()).isEqualTo("consul at " + consul.uri() + ": no answer within 3s");
                assertThat(watch.heard.answers()).hasSize(1);
                assertThat(watch.time.elapsed()).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    /** Who gives up early again and again never hears an agent that is busy. */
    @Test
    void theLastAgentOfARoundAndAllInTheNextAreGivenTenSeconds() {
        consul.then(consul.hang(), consul.hang());
        try (FakeConsul second = new FakeConsul()) {
            second.then(second.hang());
            try (ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri(), second.uri()))) {
                eventually(() -> assertThat(consul.requests()).hasSize(1));
                watch.time.advance(Duration.ofSeconds(3));
                watch.passes(() -> assertThat(second.requests()).hasSize(1));

                watch.time.advance(Duration.ofSeconds(8));
                assertThat(watch.heard.failures()).hasSize(1);
                watch.time.advance(Duration.ofSeconds(2));
                watch.hears(2);

                assertThat(watch.failure()).isEqualTo("consul at " + second.uri() + ": no answer within 10s");
            }
        }
    }

    /** 5 min, a sixteenth of it, and 10 s. */
    @Test
    void aQueryThatHangsIsGivenTheWaitAndWhatConsulAdds() {
        consul.set(ONE);
        consul.then(json(7, "[" + ONE + "]"), consul.hang());
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.hears(1);
            watch.passes(() -> assertThat(consul.requests()).hasSize(2));

            watch.time.advance(Duration.ofSeconds(328));
            assertThat(watch.heard.failures()).isEmpty();
            watch.time.advance(Duration.ofSeconds(1));
            eventually(() -> assertThat(watch.heard.failures()).hasSize(1));

            watch.answers(2);
            assertThat(consul.requests().get(2).hangs()).isFalse();
        }
    }

    @Test
    void anAnswerThatTricklesIsAbandoned() {
        consul.set(ONE);
        AtomicInteger sent = new AtomicInteger();
        consul.then((out, socket) -> {
            out.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[".getBytes());
            while (true) {
                out.write(' ');
                out.flush();
                sent.incrementAndGet();
                consul.pause();
            }
        });
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            eventually(() -> assertThat(sent.get()).isGreaterThan(20));

            // The deadline begins with the answer, on a thread that may be late: time passes in steps.
            eventually(() -> {
                watch.time.advance(Duration.ofSeconds(1));
                assertThat(watch.heard.heard()).isPositive();
            });

            assertThat(watch.failure()).contains("the answer did not end within 10s");
            watch.answers(1);
        }
    }

    @Test
    void withoutAnIndexTheAgentIsPolled() {
        String body = "[" + ONE + "]";
        consul.always(reply(200, "", body));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.rests(1);
            watch.time.advance(Duration.ofSeconds(14));
            assertThat(consul.requests()).hasSize(1);

            consul.always(reply(200, "", "[" + ONE + "," + TWO + "]"));
            watch.time.advance(Duration.ofSeconds(3));
            watch.hears(2);

            assertThat(watch.heard.latest()).hasSize(2);
            assertThat(consul.last().hangs()).isFalse();
        }
    }

    @Test
    void anAgentThatNeverLetsAQueryHangIsPolledAndNotAskedWithoutPause() {
        consul.always(json(7, "[" + ONE + "]"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.rests(4);
            int before = consul.requests().size();

            for (int i = 0; i < 60; i++) {
                watch.time.advance(Duration.ofSeconds(1));
                int due = before + i / 15 - 1;
                eventually(() -> assertThat(watch.heard.heard()).isGreaterThanOrEqualTo(due));
            }

            assertThat(consul.requests().size() - before).isBetween(2, 4);
        }
    }

    @Test
    void aDeadAgentIsReportedAndTheNextIsAskedAtOnce() {
        FakeConsul dead = new FakeConsul();
        dead.close();
        consul.set(ONE);
        try (ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(dead.uri(), consul.uri()))) {
            watch.hears(2);

            assertThat(watch.failure()).isEqualTo("consul at " + dead.uri() + ": can't connect: connection refused");
            assertThat(watch.heard.latest()).hasSize(1);
            assertThat(watch.time.elapsed()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void anAgentThatDiesWhileAQueryHangsIsLeftForTheNext() {
        try (FakeConsul second = new FakeConsul()) {
            consul.set(ONE);
            second.set(TWO);
            try (ScriptedWatch watch = new ScriptedWatch(ConsulOptions.at(consul.uri(), second.uri()))) {
                watch.hears(1);
                watch.passes(() -> assertThat(consul.requests()).hasSize(2));

                consul.close();
                watch.hears(3);

                assertThat(watch.heard.failures()).hasSize(1);
                assertThat(watch.heard.addresses()).containsExactly("10.0.0.2:7000");
                assertThat(second.requests().get(0).hangs()).isFalse();
            }
        }
    }

    /** It was asked after up to 4.8 s, which left a busy agent 0.2 s for its answer. */
    @Test
    void anAgentThatComesBackIsAskedEarlyEnoughToAnswerWithinFiveSeconds() {
        int port = consul.port();
        consul.close();
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            for (int i = 1; i <= 12; i++) { // the backoff is at its cap by then
                int failures = i;
                eventually(() -> {
                    watch.time.advance(Duration.ofMillis(10));
                    assertThat(watch.heard.failures()).hasSizeGreaterThanOrEqualTo(Math.min(failures, 8));
                });
            }
            eventually(() -> assertThat(watch.time.pending()).isEqualTo(1));

            try (FakeConsul back = new FakeConsul(port)) {
                back.set(ONE);
                watch.time.advance(Duration.ofMillis(3600));
                eventually(() -> assertThat(watch.heard.answers()).hasSize(1));
            }
        }
    }

    @Test
    void theTokenIsAskedForBeforeEachQueryAndSentInTheHeaderAlone() {
        AtomicInteger asked = new AtomicInteger();
        consul.set(ONE);
        consul.then(reply(403, "", "ACL not found"));
        TokenSource rotating = () -> Optional.of("token-" + asked.incrementAndGet());
        try (ScriptedWatch watch = new ScriptedWatch(options.withToken(rotating))) {
            watch.answers(1);

            assertThat(watch.failure()).endsWith("403 ACL not found (token: given)");
            assertThat(consul.requests().get(0).headers()).containsEntry("x-consul-token", "token-1");
            assertThat(consul.requests().get(1).headers()).containsEntry("x-consul-token", "token-2");
            assertThat(consul.requests().get(1).query().toString()).doesNotContain("token");
        }
    }

    @Test
    void aTokenThatCannotBeGotIsAFailureAndNobodyIsAsked() {
        TokenSource broken = () -> {
            throw new java.io.IOException("vault is sealed");
        };
        try (ScriptedWatch watch = new ScriptedWatch(options.withToken(broken))) {
            watch.hears(1);

            assertThat(watch.failure()).endsWith(": no token: vault is sealed");
            assertThat(consul.requests()).isEmpty();
        }
    }

    /** As a source written in Kotlin may: the query ended nowhere, and no other followed. */
    @Test
    void aTokenSourceThatThrowsAnUndeclaredExceptionIsAskedAgain() {
        consul.set(ONE);
        AtomicInteger asked = new AtomicInteger();
        TokenSource sealed =
                () -> asked.incrementAndGet() == 1 ? ConsulWatchTest.<RuntimeException>sneak() : Optional.of("token");
        try (ScriptedWatch watch = new ScriptedWatch(options.withToken(sealed))) {
            watch.answers(1);

            assertThat(watch.failure()).endsWith("vault is sealed");
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Exception> Optional<String> sneak() throws T {
        throw (T) new java.security.GeneralSecurityException("vault is sealed");
    }

    /** A cache or a proxy on the way may mix up answers. */
    @Test
    void anAnswerAboutAnotherServiceIsAFailure() {
        consul.set(ONE);
        consul.then(json(7, "[" + instance("a", "10.0.0.66", 66, "passing", "\"Service\":\"mail\"") + "]"));
        try (ScriptedWatch watch = new ScriptedWatch(options)) {
            watch.answers(1);

            assertThat(watch.failure()).endsWith("an instance of 'mail' (expected: of 'kv')");
            assertThat(watch.heard.addresses()).doesNotContain("10.0.0.66:66");
        }
    }

    @Test
    void anExecutorThatTakesNoMoreWorkIsAFailureAndNoEndlessLoop() {
        consul.set(ONE);
        ScriptedWatch watch = new ScriptedWatch(options);
        watch.hears(1);
        watch.passes(() -> assertThat(consul.requests()).hasSize(2));

        watch.executor.shutdownNow();
        consul.set(TWO);

        eventually(() -> assertThat(watch.heard.failures()).hasSize(1));
        watch.close();
        assertThat(watch.time.pending()).isZero();
    }
}
