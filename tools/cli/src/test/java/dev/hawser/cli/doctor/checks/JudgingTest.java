// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hawser.cli.doctor.wire.Pings;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judgements, given any facts. */
class JudgingTest {

    private static final Address A = Address.parse("10.0.0.1:7001");
    private static final Address B = Address.parse("10.0.0.2:7001");
    private static final Duration QUICK = Duration.ofMillis(12);

    private static List<Finding> resolved(String scheme, List<LastGood.Problem> problems, Endpoint... endpoints) {
        return SourceCheck.judge(new SourceCheck.Told(scheme, List.of(endpoints), problems, QUICK));
    }

    private static LastGood.Problem problem(LastGood.Kind kind, String message) {
        return new LastGood.Problem(kind, message, Optional.empty(), 1);
    }

    @Test
    void endpointsFoundAtOnceAreOk() {
        assertThat(resolved("static", List.of(), Endpoint.of(A), Endpoint.of(B)))
                .containsExactly(new Finding(Level.OK, "resolve", "", "2 endpoints in 12ms", ""));
    }

    /** Consul answers a token without rights with an empty list, which looks like a service without instances. */
    @Test
    void anEmptyAnswerOfConsulPointsToTheToken() {
        Finding finding = resolved("consul", List.of(problem(LastGood.Kind.EMPTY, "empty answer")))
                .get(0);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text()).isEqualTo("nothing found within 12ms: empty answer");
        assertThat(finding.hint()).contains("ACL token", "service:read");
    }

    @Test
    void duplicatesAndWeightsOfZeroAreWarnings() {
        List<Finding> findings = resolved(
                "file",
                List.of(problem(LastGood.Kind.DUPLICATES, "duplicate addresses, first one used: [a:1]")),
                Endpoint.of(A).withWeight(0),
                Endpoint.of(B));

        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARN, Level.WARN);
        assertThat(findings).extracting(Finding::check).containsExactly("resolve", "duplicates", "weights");
        assertThat(findings.get(2).text()).isEqualTo("1 of 2 have weight 0");
    }

    @Test
    void anAnswerThatCameLateOrAfterFailuresIsAWarning() {
        List<Finding> late = SourceCheck.judge(
                new SourceCheck.Told("dns", List.of(Endpoint.of(A), Endpoint.of(B)), List.of(), Duration.ofSeconds(3)));
        List<Finding> second =
                resolved("file", List.of(problem(LastGood.Kind.FAILED, "refused")), Endpoint.of(A), Endpoint.of(B));

        assertThat(late.get(0).level()).isEqualTo(Level.WARN);
        assertThat(second.get(0).text()).isEqualTo("2 endpoints in 12ms, not at the first attempt: refused");
    }

    @Test
    void aStateThatIsNotGoodIsAWarning() {
        assertThat(SourceCheck.state(Endpoint.of(A).withAttributes(Map.of("state", "passing"))))
                .isEmpty();
        assertThat(SourceCheck.state(Endpoint.of(A).withAttributes(Map.of("state", "warning"))))
                .get()
                .extracting(Finding::level)
                .isEqualTo(Level.WARN);
    }

    @Test
    void eachFailureToConnectHasItsOwnHint() {
        List<Finding> findings = List.of(
                ConnectCheck.failed(A, new ConnectException("Connection refused"), QUICK),
                ConnectCheck.failed(A, new SocketTimeoutException("Connect timed out"), QUICK),
                ConnectCheck.failed(A, new UnknownHostException("x"), QUICK),
                ConnectCheck.failed(A, new IOException("Network is unreachable"), QUICK));

        assertThat(findings).extracting(Finding::level).containsOnly(Level.FAIL);
        assertThat(findings).extracting(Finding::hint).doesNotHaveDuplicates().doesNotContain("");
        assertThat(findings.get(0).hint()).contains("nothing listens on port 7001");
    }

    /** TCP repeats its first packet after a second. */
    @Test
    void connectingForASecondIsAWarning() {
        assertThat(ConnectCheck.connected(A, QUICK).level()).isEqualTo(Level.OK);
        assertThat(ConnectCheck.connected(A, Duration.ofMillis(1004)).level()).isEqualTo(Level.WARN);
    }

    @Test
    void healthIsWhatTheServerSaysAndNoHealthServiceIsAWarning() {
        HealthCheck check = new HealthCheck(A, "");

        assertThat(check.answered(ServingStatus.SERVING).level()).isEqualTo(Level.OK);
        assertThat(check.answered(ServingStatus.NOT_SERVING).level()).isEqualTo(Level.FAIL);
        assertThat(check.failed(Status.UNIMPLEMENTED).level()).isEqualTo(Level.WARN);
        assertThat(check.failed(Status.UNIMPLEMENTED).text()).isEqualTo("no health service");
        assertThat(check.failed(Status.UNAUTHENTICATED).level()).isEqualTo(Level.WARN);
        assertThat(check.failed(Status.UNAVAILABLE.withDescription("gone\nfar")).text())
                .isEqualTo("UNAVAILABLE: gone");
        assertThat(check.failed(Status.DEADLINE_EXCEEDED).level()).isEqualTo(Level.FAIL);
    }

    /** Any web server answers a call with its 404, which grpc-java tells as UNIMPLEMENTED. */
    @Test
    void aWebServerIsNoServerOfGrpc() {
        Status status = Status.UNIMPLEMENTED.withDescription("HTTP status code 404");

        assertThat(new HealthCheck(A, "").failed(status).level()).isEqualTo(Level.FAIL);
    }

    private static EtcdStatus member(long id, long leader) {
        return new EtcdStatus(id, leader, 7, "3.4.23", List.of());
    }

    @Test
    void membersThatAgreeAreOkAndTheLeaderIsNamed() {
        Finding finding =
                LeaderCheck.judge(Map.of(A, member(1, 2), B, member(2, 2))).get(0);

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.text()).startsWith("10.0.0.2:7001 leads, says each of 2 (term 7");
    }

    @Test
    void noLeaderAndTwoLeadersAreFailures() {
        Finding none =
                LeaderCheck.judge(Map.of(A, member(1, 0), B, member(2, 0))).get(0);
        Finding two =
                LeaderCheck.judge(Map.of(A, member(1, 1), B, member(2, 2))).get(0);

        assertThat(none.level()).isEqualTo(Level.FAIL);
        assertThat(two.level()).isEqualTo(Level.FAIL);
        assertThat(two.text())
                .isEqualTo("members disagree about the leader: 10.0.0.1:7001 says 1 in term 7,"
                        + " 10.0.0.2:7001 says 2 in term 7");
    }

    @Test
    void aMemberThatKnowsNoLeaderAndALeaderThatIsNotListedAreWarnings() {
        Finding lost =
                LeaderCheck.judge(Map.of(A, member(1, 0), B, member(2, 2))).get(0);
        Finding away =
                LeaderCheck.judge(Map.of(A, member(1, 3), B, member(2, 3))).get(0);

        assertThat(lost.level()).isEqualTo(Level.WARN);
        assertThat(away.level()).isEqualTo(Level.WARN);
        assertThat(away.text()).contains("is not among the endpoints");
    }

    @Test
    void whereNobodyIsOfEtcdThereIsNoQuestionOfALeader() {
        assertThat(LeaderCheck.judge(Map.of())).extracting(Finding::level).containsExactly(Level.SKIP);
    }

    private static Pings.Outcome calmDown() {
        Pings.Goodbye goodbye = new Pings.Goodbye(Pings.Goodbye.ENHANCE_YOUR_CALM, "too_many_pings");
        return new Pings.Outcome(4, 3, Optional.of(goodbye), Optional.empty());
    }

    /** Nearly every server does that, and Hawser's default is fine with it: nothing to warn of. */
    @Test
    void aServerThatLimitsPingsIsOkUnlessTheUserPlansTheseVeryPings() {
        Finding quick = KeepAliveCheck.judge(A, calmDown(), Optional.empty());
        Finding planned = KeepAliveCheck.judge(A, calmDown(), Optional.of(Duration.ofSeconds(10)));

        assertThat(quick.level()).isEqualTo(Level.OK);
        assertThat(quick.text())
                .isEqualTo("it limits pings: GOAWAY ENHANCE_YOUR_CALM too_many_pings after 4 pings without calls");
        assertThat(planned.level()).isEqualTo(Level.FAIL);
        assertThat(planned.text()).endsWith("after 4 pings without calls, one every 10s");
        assertThat(planned.hint()).contains("permitKeepAliveWithoutCalls");
    }

    @Test
    void aGoodbyeForAnotherReasonIsNotTakenForALimit() {
        var restart = new Pings.Outcome(2, 2, Optional.of(new Pings.Goodbye(0, "")), Optional.empty());

        assertThat(KeepAliveCheck.judge(A, restart, Optional.empty()).level()).isEqualTo(Level.WARN);
    }

    @Test
    void pingsThatAreNotAnsweredAreAWarning() {
        var deaf = new Pings.Outcome(1, 0, Optional.empty(), Optional.of("no answer to a ping within 5000 ms"));

        assertThat(KeepAliveCheck.judge(A, deaf, Optional.empty()).level()).isEqualTo(Level.WARN);
    }

    @Test
    void aRateThatIsRefusedIsAFailure() {
        var burst = new RateCheck.Burst(RateCheck.What.CALLS, 50, 38, 12, 0, "");

        Finding finding = RateCheck.judge(A, 50, burst);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text()).isEqualTo("50 health calls within a second: 12 refused with RESOURCE_EXHAUSTED");
    }

    @Test
    void aRateThatWasNotReachedIsAWarning() {
        var slow = new RateCheck.Burst(RateCheck.What.CONNECTIONS, 10, 10, 0, 0, "");

        assertThat(RateCheck.judge(A, 50, slow).level()).isEqualTo(Level.WARN);
        assertThat(RateCheck.judge(A, 10, slow).level()).isEqualTo(Level.OK);
    }

    /** A server that hangs still accepts, as long as its backlog lasts. */
    @Test
    void connectionsAreAcceptedAndNotAnswered() {
        var burst = new RateCheck.Burst(RateCheck.What.CONNECTIONS, 10, 10, 0, 0, "");

        assertThat(RateCheck.judge(A, 10, burst).text()).isEqualTo("10 connections within a second, all accepted");
    }

    /** A server that took our certificate and hung up for another reason was called one that refuses it. */
    @Test
    void aServerThatHangsUpWithoutAnAlertRefusesNoCertificate() {
        var shown = new TlsCheck.Shown("TLSv1.3", "AES", "h2", List.of(), Optional.empty());
        var closed = new TlsCheck.Mutual(true, true, Optional.empty(), true);

        assertThat(new TlsCheck(A, "a", Instant.EPOCH).judge(shown, closed, false))
                .extracting(Finding::level, Finding::text)
                .containsExactly(
                        tuple(Level.OK, "TLSv1.3, AES, ALPN h2"),
                        tuple(Level.WARN, "closed by the server after the handshake"));
    }
}
