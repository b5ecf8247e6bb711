// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> take() throws InterruptedException {
        return mailbox.take(Duration.ZERO).stream()
                .map(one -> new String(one, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whoComesLateGetsTheLatestStateOnly() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            mailbox.state(bytes("state " + i));
        }

        assertThat(take()).containsExactly("state 999");
        assertThat(take()).isEmpty();
    }

    @Test
    void ofTooManyNewsTheOldestAreDropped() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            mailbox.news(bytes("news " + i));
        }

        assertThat(take()).hasSize(Mailbox.MOST_NEWS).startsWith("news 968").endsWith("news 999");
    }

    @Test
    void newsComeBeforeTheStateThatFollowsThem() throws InterruptedException {
        mailbox.state(bytes("state"));
        mailbox.news(bytes("news"));

        assertThat(take()).containsExactly("news", "state");
    }
}
