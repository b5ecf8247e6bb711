// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.testkit.FakeTime;
import dev.hawser.testkit.QueuedExecutor;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private final FakeTime time = new FakeTime();
    private final QueuedExecutor threads = new QueuedExecutor();
    private final SynchronizationContext context = new SynchronizationContext((thread, e) -> {
        throw new AssertionError(e);
    });
    private final Map<String, List<InetAddress>> servers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private int news;
    private boolean broken;

    private final HostNames names =
            new HostNames(this::lookup, new Lent(time, threads, () -> {}), context, () -> news++);

    private List<InetAddress> lookup(String host) throws UnknownHostException {
        asked.add(host);
        if (broken) {
            throw new NoClassDefFoundError("thrown by a test");
        }
        if (!servers.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return servers.get(host);
    }

    private void want(String... addresses) {
        names.want(Stream.of(addresses).map(Endpoint::of).toList());
    }

    private static InetAddress ip(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "255.0.0.1", "::1", "2001:db8::7"})
    void addressesAreAskedOfNobody(String literal) throws Exception {
        want((literal.contains(":") ? "[" + literal + "]" : literal) + ":80");

        assertThat(names.of(literal)).containsExactly(InetAddress.getByName(literal));
        assertThat(threads.size()).isZero();
    }

    /** {@code getByName} would ask a name server for it, in the channel's context. */
    @ParameterizedTest
    @ValueSource(strings = {"256.0.0.1", "10.0.0", "kv", "10.0.0.1.example.com"})
    void whatOnlyLooksLikeAnAddressIsAName(String host) {
        assertThat(HostNames.literal(host)).isNull();
    }

    @Test
    void aNameIsLookedUpOnTheExecutor() {
        servers.put("kv", List.of(ip(1), ip(2)));

        want("kv:80", "kv:81");
        assertThat(names.isLooking()).isTrue();
        assertThat(names.of("kv")).isEmpty();
        threads.runAll();

        assertThat(names.of("kv")).containsExactly(ip(1), ip(2));
        assertThat(asked).containsExactly("kv");
        assertThat(news).isEqualTo(1);
    }

    @Test
    void theSameAddressesInAnotherOrderAreNoNews() {
        servers.put("kv", List.of(ip(1), ip(2)));
        want("kv:80");
        threads.runAll();

        servers.put("kv", List.of(ip(2), ip(1)));
        time.advance(HostNames.GAP);
        names.refresh();
        threads.runAll();

        assertThat(asked).hasSize(2);
        assertThat(names.of("kv")).containsExactly(ip(1), ip(2));
    }

    @Test
    void aChannelThatAsksAgainAndAgainIsAnsweredOnceInAWhile() {
        servers.put("kv", List.of(ip(1)));
        want("kv:80");
        threads.runAll();

        names.refresh();
        time.advance(HostNames.GAP.minusMillis(1));
        names.refresh();
        assertThat(threads.size()).isZero();

        time.advanceNanos(1_000_000);
        names.refresh();
        names.refresh();
        assertThat(threads.size()).isEqualTo(1);
    }

    @Test
    void aNameThatCanNotBeLookedUpAnyMoreKeepsItsAddresses() {
        servers.put("kv", List.of(ip(1)));
        want("kv:80");
        threads.runAll();

        servers.clear();
        time.advance(HostNames.GAP);
        names.refresh();
        threads.runAll();

        assertThat(names.of("kv")).containsExactly(ip(1));
        assertThat(names.problem()).isEqualTo("UnknownHostException: kv");
    }

    @Test
    void aNameThatIsNotKnownIsTriedAgainByItself() {
        want("kv:80");
        threads.runAll();
        assertThat(names.of("kv")).isEmpty();

        servers.put("kv", List.of(ip(1)));
        time.advance(HostNames.GAP);
        threads.runAll();

        assertThat(names.of("kv")).containsExactly(ip(1));
        assertThat(time.pending()).isZero();
    }

    /** The look-up that never answered was waited for, for ever. */
    @Test
    void aLookUpThatEndsInAnErrorIsTriedAgain() {
        servers.put("kv", List.of(ip(1)));
        broken = true;
        want("kv:80");
        threads.runAll();
        assertThat(names.problem()).contains("thrown by a test");

        broken = false;
        time.advance(HostNames.GAP);
        threads.runAll();

        assertThat(names.of("kv")).containsExactly(ip(1));
    }

    @Test
    void aSetThatComesDuringALookUpIsLookedUpAfterIt() {
        servers.put("kv", List.of(ip(1)));
        servers.put("db", List.of(ip(2)));
        want("kv:80");

        want("db:80");
        assertThat(threads.size()).isEqualTo(1);
        threads.runAll();

        assertThat(names.of("db")).containsExactly(ip(2));
        assertThat(names.of("kv")).as("no longer wanted").isEmpty();
    }

    @Test
    void onceClosedNothingIsLookedUpOrTold() {
        want("kv:80");

        names.close();
        threads.runAll();
        time.runUntilIdle();

        assertThat(news).isZero();
        assertThat(asked).hasSize(1);
    }

    @Test
    void anExecutorThatRefusesIsAProblemAndNoCrash() {
        HostNames refused = new HostNames(
                this::lookup,
                new Lent(
                        time,
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        () -> {}),
                context,
                () -> news++);

        refused.want(List.of(Endpoint.of("kv:80")));

        assertThat(refused.problem()).isEqualTo("RejectedExecutionException: full");
        assertThat(news).isEqualTo(1);
        assertThat(time.pending()).isEqualTo(1);
    }
}
