// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Target;
import dev.hawser.discovery.targets.Targets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code consul:} as a target: what each word of it means. */
class ConsulTargetsTest {

    private static ConsulDiscovery discovery(String target, Map<String, String> environment) {
        return (ConsulDiscovery) new ConsulTargets(environment).create(Target.parse(target));
    }

    private static ConsulOptions options(String target) {
        return discovery(target, Map.of()).options();
    }

    @Test
    void theSchemeIsFoundByTheServiceLoader() {
        Discovery discovery = Targets.parse("consul://10.0.0.1:8500/scoring?weight=balanceFactor");

        assertThat(discovery.describe()).isEqualTo("consul://10.0.0.1:8500/scoring");
        assertThat(Targets.schemes()).contains("consul");
    }

    @Test
    void withoutAgentsTheEnvironmentCounts() {
        Map<String, String> environment =
                Map.of("CONSUL_HTTP_ADDR", "https://c:8501", "CONSUL_HTTP_TOKEN", "t0ken", "CONSUL_NAMESPACE", "n");
        ConsulOptions options = discovery("consul:///scoring", environment).options();

        assertThat(options.agents()).containsExactly(URI.create("https://c:8501"));
        assertThat(options.token()).hasToString("***");
        assertThat(options.query().namespace()).contains("n");
        assertThat(discovery("consul:scoring", Map.of()).service()).isEqualTo("scoring");
    }

    /** The token in the environment is for the agent in the environment. */
    @Test
    void withAgentsTheEnvironmentDoesNotCount() {
        Map<String, String> environment = Map.of("CONSUL_HTTP_ADDR", "c:8500", "CONSUL_HTTP_TOKEN", "t0ken");
        ConsulOptions options =
                discovery("consul://10.0.0.1/scoring", environment).options();

        assertThat(options.agents()).containsExactly(URI.create("http://10.0.0.1:8500"));
        assertThat(options.token()).hasToString("none");
    }

    @Test
    void severalAgentsArePossibleAndPortsHaveDefaults() {
        assertThat(options("consul://a,b:1,[::1],[::1]:7/kv").agents())
                .extracting(URI::toString)
                .containsExactly("http://a:8500", "http://b:1", "http://[::1]:8500", "http://[::1]:7");
        assertThat(options("consul://a,b:1/kv?tls=true").agents())
                .extracting(URI::toString)
                .containsExactly("https://a:8501", "https://b:1");
    }

    @Test
    void theQueryIsThatOfTheParameters() {
        ServiceQuery query = options("consul://a/kv?tag=v2,blue&filter=Service.Port%3D%3D1&dc=dc2&ns=n&near=_agent"
                        + "&consistency=stale&health=warning")
                .query();

        assertThat(query)
                .isEqualTo(ServiceQuery.defaults()
                        .withTags("v2", "blue")
                        .withFilter("Service.Port==1")
                        .withDatacenter("dc2")
                        .withNamespace("n")
                        .withNear("_agent")
                        .withConsistency(Consistency.STALE)
                        .withHealth(InstanceHealth.PASSING_OR_WARNING));
        assertThat(options("consul://a/kv?consistency=cached&health=passing")
                        .query()
                        .consistency())
                .isEqualTo(Consistency.CACHED);
    }

    /** As in the reference pool, whose key is balanceFactor and whose default is 200. */
    @Test
    void weightsAreTheServicesOrThoseOfAMetadataKeyWithADefault() {
        assertThat(options("consul://a/kv").weights()).isEqualTo(ConsulWeights.fromService());
        assertThat(options("consul://a/kv?weight=service").weights()).isEqualTo(ConsulWeights.fromService());
        assertThat(options("consul://a/kv?weight=balanceFactor").weights())
                .isEqualTo(ConsulWeights.fromMeta("balanceFactor", 200));
        assertThat(options("consul://a/kv?weight=w&default-weight=0").weights())
                .isEqualTo(ConsulWeights.fromMeta("w", 0));
    }

    @Test
    void attributesAndTimesAreThoseOfTheParameters() {
        ConsulOptions options = options("consul://a/kv?zone=rack&meta=version,team&wait=30s&poll=5s");

        assertThat(options.attributes())
                .isEqualTo(ConsulAttributes.defaults().withZoneKey("rack").withMetadata("version", "team"));
        assertThat(options.watch().maxWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.watch().poll()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theTokenIsReadFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "t0ken");

        assertThat(options("consul://a/kv?token-file=" + file).token().token()).contains("t0ken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consul://a/kv?token=hunter2            | token: not allowed in a target",
                "consul://a/                            | service: ''",
                "consul://a                             | service: '', 'a' is the agent to ask (expected: the name of a service, as in consul:///a or consul://a/service)",
                "consul://redis                         | as in consul:///redis or consul://redis/service)",
                "consul:///                             | service: '' (expected: the name of a service)",
                "consul:                                | service: '' (expected: the name of a service)",
                "consul://u:hunter2@a                   | service: '' (expected: the name of a service)",
                "consul:u:hunter2@a                     | service: with a user or a password (expected",
                "consul:///u:hunter2@a                  | service: with a user or a password (expected",
                "consul://user:hunter2@a/kv             | expected: http://host:port",
                "consul://a,,b/kv                       | agent",
                "consul://a/kv?tls=yes                  | tls: 'yes' (expected: true or false)",
                "consul:///kv?tls=true                  | tls: true, but the agent is http://127.0.0.1:8500",
                "consul://a/kv?ca=/nowhere/ca.pem       | ca: set, but the agent is http://a:8500 (expected: tls=true",
                "consul://a/kv?tls=true&ca=/nowhere/ca  | ca, cert and key: not readable",
                "consul://a/kv?tls=true&cert=/c         | one is missing",
                "consul://a/kv?consistency=strong       | consistency: 'strong' (expected: default, stale or cached)",
                "consul://a/kv?health=critical          | health: 'critical' (expected: passing or warning)",
                "consul://a/kv?default-weight=5         | default-weight: set, but the weight is the service's",
                "consul://a/kv?weight=w&default-weight=x | default-weight: 'x' (expected: a number)",
                "consul://a/kv?wait=11m                 | wait: '11m' (expected: 1s to 10m0s)",
                "consul://a/kv?wait=0s                  | wait: '0s' (expected: 1s to 10m0s)",
                "consul://a/kv?poll=2h                  | poll: '2h' (expected: 1s to 60m0s)",
                "consul://a/kv?poll=2                   | poll: '2' (expected: a number and a unit",
                "consul://a/kv?weight=                  | weight: '' (expected: not blank)",
                "consul://a/kv?weight=w&default-weight=-1 | default-weight: '-1' (expected: 0 to 1000000)",
                "consul://a/kv?dc=                      | dc: '' (expected: not blank)",
                "consul://a/kv?ns=                      | ns: '' (expected: not blank)",
                "consul://a/kv?near=                    | near: '' (expected: not blank)",
                "consul://a/kv?filter=                  | filter: '' (expected: not blank)",
                "consul://a/kv?zone=                    | zone: '' (expected: not blank)",
                "consul://a/kv?meta=a,                  | meta: 'a,' (expected: keys, none of them blank)",
                "consul://a/kv?tag=                     | tag: '' (expected: not blank)",
                "consul://a/kv?size=5                   | parameter: 'size'"
            })
    void whatMakesNoSenseIsRefusedWithWhatIsExpected(String target, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Targets.parse(target))
                .withMessageContaining(why)
                .withMessageNotContaining("hunter2");
    }
}
