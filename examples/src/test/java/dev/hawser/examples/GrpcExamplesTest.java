// SPDX-License-Identifier: Apache-2.0
package dev.hawser.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gRPC examples do what they say, with real servers on this machine. */
@Tag("long")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GrpcExamplesTest {
    private GreeterServer a;
    private GreeterServer b;
    private GreeterServer c;

    @BeforeEach
    void start() throws Exception {
        a = GreeterServer.start("a");
        b = GreeterServer.start("b");
        c = GreeterServer.start("c");
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        c.close();
    }

    private static String of(GreeterServer server) {
        return server.address().toString();
    }

    @Test
    void aStubCallsTheFleet() {
        assertThat(PooledStub.greet("static:" + of(a), "you", "and you"))
                .containsExactly("a: hello, you", "a: hello, and you");
    }

    @Test
    void whatMayRunTwiceIsTriedElsewhereAndTheRestSaysThatItDoesNotKnow() {
        String target = "static:" + of(a) + "," + of(b);
        a.fail();
        assertThat(SafeRetries.greet(target)).isEqualTo("b: hello, you");

        b.fail();
        assertThat(SafeRetries.visit(target)).isEqualTo("UNKNOWN after 1 attempt");
    }

    @Test
    void eachAddressHasItsClient() {
        assertThat(TypedPool.greet(of(a), of(b), of(a)))
                .containsExactly("a: hello, you", "b: hello, you", "a: hello, you");
    }

    @Test
    void aNodeThatIsGoneIsNotNoticedByTheCaller() {
        b.close();

        assertThat(ClusterExample.greet(of(a), of(b), of(c)))
                .hasSize(6)
                .allMatch(answer -> answer.matches("[ac]: hello, you"));
    }

    @Test
    void twoHandlesShareAChannel() throws Exception {
        assertThat(SharedChannels.greet(of(a))).containsExactly("a: hello, you", "a: hello, you");
    }

    @Test
    void aStubFollowsTheName() {
        assertThat(NamedChannels.move(of(a), of(b))).containsExactly("a: hello, you", "b: hello, you");
    }

    @Test
    void aPlainChannelFollowsTheWeights() {
        assertThat(PlainChannel.greet("static:" + of(a) + "*1," + of(b) + "*0", 3))
                .containsExactly("a: hello, you", "a: hello, you", "a: hello, you");
    }

    @Test
    void eachExampleRunsByItself() throws Exception {
        PooledStub.main();
        SafeRetries.main();
        TypedPool.main();
        ClusterExample.main();
        SharedChannels.main();
        NamedChannels.main();
        PlainChannel.main();
    }
}
