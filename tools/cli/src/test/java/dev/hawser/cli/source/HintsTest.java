// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.LastGood;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HintsTest {

    private static String hint(String scheme, LastGood.Kind kind, String message) {
        return Hints.of(scheme, Optional.of(new LastGood.Problem(kind, message, Optional.empty(), 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "consul, EMPTY, empty answer, ACL token may not read",
        "consul, FAILED, 403 ACL not found, ACL token is unknown",
        "consul, FAILED, can't connect: connection refused, is an agent listening there",
        "consul, FAILED, can't connect: connection refused, CONSUL_HTTP_ADDR",
        "consul, FAILED, the host's name can't be resolved, the agent's name is not known here",
        "consul, FAILED, TLS: plaintext connection?, does the agent speak https",
        "consul, FAILED, 500 No cluster leader, ask the agent itself",
        "consul, FAILED, TLS: PKIX path building failed: no path, ca=FILE",
        "consul, FAILED, TLS: Received fatal alert: bad_certificate, cert=FILE and key=FILE",
        "consul, FAILED, Received fatal alert: certificate_required, cert=FILE and key=FILE",
        "consul, FAILED, consul at http://a:8501: 400 Client sent an HTTP request to an HTTPS server., tls=true",
        "consul, FAILED, TLS: Unsupported or unrecognized SSL message, speaks http here",
        "consul, FAILED, consul at http://a:8500: 500 No path to datacenter, own words",
        "consul, FAILED, consul at http://a:8500: 400 Failed to create boolean expression evaluator, own words",
        "kubernetes, FAILED, kubeconfig: none (expected: a file; looked at /nope), server=URL",
        "kubernetes, FAILED, ca: /nope (expected: a file that can be read), kubeconfig=FILE",
        "kubernetes, FAILED, 'a-1: port: 9 (expected: one of [grpc 80, web 81])', the message lists them",
        "kubernetes resources foos, FAILED, 404 for list foos.example.com: the page is not there, kubectl get crd",
        "kubernetes resources foos, FAILED, 403 forbidden, kubectl auth can-i watch foos",
        "kubernetes resources foos, FAILED, a can't be read: status.addr: no text, the path in address=",
        "kubernetes resources foos, EMPTY, empty answer, kubectl get foos",
        "dns, FAILED, kv A: REFUSED (the server will not answer), does not answer for this name",
        "srv, FAILED, 'kv: no target has an address, [a]', hosts that they name do not resolve",
        "srv, FAILED, no answer, srv://SERVER/NAME",
        "kubernetes, FAILED, 403 forbidden, 'get, list and watch'",
        "kubernetes, EMPTY, empty answer, no endpoint is ready",
        "dns, FAILED, kv: not found by the system's resolver, check its spelling",
        "srv, EMPTY, empty answer, srv: needs SRV records",
        "file, FAILED, file x: does not exist, relative to the current folder",
        "file, EMPTY, empty answer, the file lists nothing"
    })
    void eachSourceHasItsOwnHints(String scheme, LastGood.Kind kind, String message, String hint) {
        assertThat(hint(scheme, kind, message)).contains(hint);
    }

    @Test
    void customResourcesHaveATopicOfTheirOwn() {
        assertThat(SpokenTarget.parse("grpc+kubernetes:///?resource=foos.example.com/v1")
                        .topic())
                .isEqualTo("kubernetes resources foos");
        assertThat(SpokenTarget.parse("kubernetes:///greeter:80").topic()).isEqualTo("kubernetes");
    }

    @Test
    void silenceIsExplainedToo() {
        assertThat(Hints.of("consul", Optional.empty())).contains("--timeout");
    }

    private static String words(IOException cause, String message) {
        return Troubles.words(new LastGood.Problem(LastGood.Kind.FAILED, message, Optional.of(cause), 1));
    }

    @Test
    void theNameOfAClassIsLeftOutWhereTheMessageIsASentence() {
        assertThat(words(new IOException("file x: does not exist"), "IOException: file x: does not exist; 2 kept"))
                .isEqualTo("file x: does not exist; 2 kept");
        assertThat(words(new UnknownHostException("kv"), "UnknownHostException: kv; 2 kept"))
                .isEqualTo("UnknownHostException: kv; 2 kept");
    }

    /** Told after the endpoints, it is not true any more. */
    @Test
    void whatIsPastDoesNotSayThatNothingIsKnown() {
        assertThat(Troubles.past("refused; no endpoints known yet")).isEqualTo("refused");
        assertThat(Troubles.past("refused; 2 endpoints kept")).isEqualTo("refused; 2 endpoints kept");
    }

    @Test
    void valuesOfParametersAreNotShown() {
        assertThat(SpokenTarget.shown("consul:///kv?token=s3cret&dc=b")).isEqualTo("consul:///kv?token=…&dc=…");
        assertThat(SpokenTarget.parse("grpc+consul:///kv?token=s3cret").toString())
                .doesNotContain("s3cret");
    }

    /** The colon was looked for in the whole, so that one behind the password left the password in place. */
    @ParameterizedTest
    @CsvSource({
        "s3cr3t@kv:7001,                   ***@kv:7001",
        "me:s3cr3t@kv:7001,                me:***@kv:7001",
        "dns://me:s3cr3t@kv/x:1?refresh=1, dns:***@kv/x:1?refresh=…",
        "x://u:s3c?r3t@host,               x:***@host=…",
        "x://u:s3c?r3t@host/kv?token=s,    x:***@host/kv?token=…",
        "static:me:s3cr3t%40kv:1,          static:***%40kv:1",
        "grpc+file://me:s3cr3t@host/a,     grpc+file:***@host/a",
        "consul:///kv?token=a@b,           consul:///kv?token=…",
    })
    void aPasswordIsNotShown(String typed, String shown) {
        assertThat(SpokenTarget.shown(typed)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/a@b", "file:///a@b", "grpc+file:/a@b", "grpc+FILE:///a@b"})
    void anAtInTheNameOfAFileIsNoUser(String typed) {
        assertThat(SpokenTarget.shown(typed)).isEqualTo(typed);
    }
}
