// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused where it is set, with the setting, the value and what is expected. */
class ConsulOptionsTest {
    private static final ConsulWatchOptions WATCH = ConsulWatchOptions.defaults();

    @Test
    void theDefaultIsTheAgentOfThisMachineWithoutToken() {
        ConsulOptions options = ConsulOptions.defaults();

        assertThat(options.agents()).containsExactly(URI.create("http://127.0.0.1:8500"));
        assertThat(options.token()).hasToString("none");
        assertThat(options.tls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://consul:8500",
                "//consul:8500",
                "consul:8500",
                "http:///path",
                "http://user:hunter2@consul:8500",
                "http://consul:8500?token=hunter2",
                "http://consul:8500#hunter2"
            })
    void anAgentThatIsNoneIsRefusedWithoutShowingASecret(String agent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulOptions.at(URI.create(agent)))
                .withMessageContaining("agent: ")
                .withMessageContaining("(expected: http://host:port or https://host:port)")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulOptions.at())
                .withMessage("agents: none (expected: at least one)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WATCH.withMaxWait(Duration.ZERO))
                .withMessage("maxWait: PT0S (expected: 1s to 10m0s)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WATCH.withMaxWait(Duration.ofMinutes(11)))
                .withMessage("maxWait: PT11M (expected: 1s to 10m0s)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WATCH.withPoll(Duration.ofMillis(10)))
                .withMessageStartingWith("poll: PT0.01S (expected: 1s to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WATCH.withMaxAnswer(0))
                .withMessageStartingWith("maxAnswer: 0 (expected: 1024 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceQuery.defaults().withDatacenter(" "))
                .withMessage("datacenter: ' ' (expected: not blank)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceQuery.defaults().withTags("a", ""))
                .withMessage("tag: '' (expected: not blank)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulWeights.fromMeta("", 1))
                .withMessage("key: '' (expected: not blank)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulWeights.fromMeta("w", -1))
                .withMessage("defaultWeight: -1 (expected: 0 to 1000000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulAttributes.defaults().withZoneKey(""))
                .withMessage("zoneKey: '' (expected: not blank)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulAttributes.defaults().withMetadata("a", ""))
                .withMessage("metadata: [a, ] (expected: keys, none of them blank)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsulDiscovery.of(" ", ConsulOptions.defaults()))
                .withMessage("service: ' ' (expected: the name of a service)");
    }

    @Test
    void aTokenThatNoHeaderCanHoldIsRefusedAndNotShown() {
        for (String token : new String[] {"", " ", "hunter2\r\nX-Evil: 1", "hunter2 ", "hünter2"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TokenSource.of(token))
                    .withMessageNotContaining("nter2");
        }
    }

    @Test
    void aDiscoveryIsDescribedByAgentsAndService() {
        ConsulOptions two = ConsulOptions.at(URI.create("https://c1:8501"), URI.create("http://gw/consul/"));

        assertThat(ConsulDiscovery.of("kv", two).describe()).isEqualTo("consul://c1:8501,gw/consul/kv");
    }
}
