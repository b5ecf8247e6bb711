// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discoveries;
import dev.hawser.endpoint.Endpoint;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples do what they say, with real servers on this machine. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ExamplesTest {
    private EchoServer a;
    private EchoServer b;
    private EchoServer c;

    @BeforeEach
    void start() throws Exception {
        a = EchoServer.ofLines("a");
        b = EchoServer.ofLines("b");
        c = EchoServer.ofLines("c");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
        c.close();
    }

    private static String target(String... servers) {
        return "static:" + String.join(",", servers);
    }

    private static String of(EchoServer server) {
        return server.address().toString();
    }

    @Test
    void eachQuestionLeasesAConnectionToTheNextServer() throws Exception {
        List<String> answers = ExclusiveLease.ask(target(of(a), of(b)), "1", "2", "3");

        assertThat(answers).extracting(answer -> answer.substring(3)).containsExactly("1", "2", "3");
        assertThat(answers).extracting(answer -> answer.charAt(0)).containsOnly('a', 'b');
        assertThat(answers.get(0).charAt(0))
                .isNotEqualTo(answers.get(1).charAt(0))
                .isEqualTo(answers.get(2).charAt(0));
    }

    /** A permit in two seconds: hardly any pause of the machine is so long that the second question gets one. */
    @Test
    void whoComesBeforeThePermitIsToldWhenItWillBe() throws Exception {
        List<String> answers = RateLimitedPool.ask(target(of(a)), 0.5);

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).isEqualTo("a: first");
        assertThat(answers.get(1)).startsWith("ALL_RATE_LIMITED, retry in PT");
        assertThat(answers.get(2)).isEqualTo("a: next");
    }

    @Test
    void eachServerGetsItsShare() throws Exception {
        List<String> answers = WeightedPool.ask(target(of(a) + "*4", of(b) + "*3", of(c) + "*2"), 9);

        assertThat(answers)
                .extracting(answer -> answer.substring(0, 1))
                .containsExactly("a", "a", "b", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void eachAnswerFindsItsRequest() throws Exception {
        try (EchoServer frames = EchoServer.ofFrames()) {
            assertThat(MultiplexedRequests.ask(target(of(frames)), "one", "two", "three"))
                    .containsExactly("one", "two", "three");
        }
    }

    @Test
    void anyClientCanBePooled() throws Exception {
        assertThat(AnyConnection.ask(Discoveries.of(Endpoint.of(a.address())), "hello"))
                .isEqualTo("a: hello");
    }

    @Test
    void requestsFollowTheRegistry() throws Exception {
        List<String> answers = OwnDiscovery.move(a.address(), b.address());

        assertThat(answers.get(0)).isEqualTo("a: before");
        assertThat(answers.subList(1, 3)).containsExactlyInAnyOrder("a: both", "b: both");
        assertThat(answers.get(3)).isEqualTo("b: after");
    }

    @Test
    void aScrapeShowsThePool() throws Exception {
        assertThat(MetersExample.scrape(target(of(a))).lines())
                .contains(
                        "hawser_pool_connections{pool=\"kv\",state=\"idle\"} 1.0",
                        "hawser_endpoint_requests_total{outcome=\"success\",pool=\"kv\"} 1.0",
                        "hawser_endpoint_state{pool=\"kv\",state=\"up\"} 1.0");
    }

    @Test
    void aConsoleShowsItsPool() throws Exception {
        assertThat(ConsoleExample.show(target(of(a)))).contains("POOL", "kv", of(a));
    }

    @Test
    void aConsoleShowsWhatIsFound() throws Exception {
        assertThat(ConsoleFindings.show(target(of(a)))).contains("advice", "one-endpoint", of(a));
    }

    @Test
    void theListenerHearsAConnectionComeAndGo() throws Exception {
        assertThat(Listening.watch(target(of(a))))
                .contains(
                        "IDLE to CONNECTING: its first connection is being opened",
                        "CONNECTING to UP: connected",
                        "UP, 1 of 100 leased",
                        "closed: POOL_CLOSED");
    }

    @Test
    void eachExampleRunsByItself() throws Exception {
        ExclusiveLease.main();
        RateLimitedPool.main();
        WeightedPool.main();
        MultiplexedRequests.main();
        AnyConnection.main();
        OwnDiscovery.main();
        Listening.main();
        MetersExample.main();
        ConsoleExample.main();
        ConsoleFindings.main();
    }
}
