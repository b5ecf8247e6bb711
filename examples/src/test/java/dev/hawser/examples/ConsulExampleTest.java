// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hawser.servers.ConsulAgent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Consul example against an agent of its own; skipped, with a word about it, where there is none. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsulExampleTest {

    @Test
    void theHeavierServerGetsTwiceAsManyRequests() throws Exception {
        try (ConsulAgent agent = ConsulAgent.start();
                EchoServer heavy = EchoServer.ofLines("heavy");
                EchoServer light = EchoServer.ofLines("light")) {
            ConsulExample.register(agent.url(), "heavy", heavy.address(), 400);
            ConsulExample.register(agent.url(), "light", light.address(), 200);

            List<String> answers =
                    ConsulExample.ask("consul://" + agent.address() + "/scoring?weight=balanceFactor", 6);

            assertThat(answers.stream().filter(answer -> answer.startsWith("heavy")))
                    .hasSize(4);
            assertThat(answers.stream().filter(answer -> answer.startsWith("light")))
                    .hasSize(2);
        }
    }

    @Test
    void withoutAnAgentItSaysWhatItNeeds() {
        assertThatCode(ConsulExample::main).doesNotThrowAnyException();
    }
}
