// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.hawser.grpc.channel.ChannelOptions;
import dev.hawser.grpc.registry.ChannelRegistry;
import dev.hawser.kubernetes.Cluster;
import dev.hawser.kubernetes.KubernetesResources;
import dev.hawser.servers.kubernetes.Answer;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import dev.hawser.servers.kubernetes.ScriptedApiServer;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry of channels that follows the TinyModules of a namespace, from the API server to the call. */
@Tag("long")
@Timeout(60)
class ModulesInRegistryTest {
    private final ScriptedApiServer api = ScriptedApiServer.start();
    private final NamedServer one = new NamedServer("one");
    private final NamedServer two = new NamedServer("two");
    private final ChannelRegistry modules = ChannelRegistry.builder(ChannelOptions.plaintext())
            .following(KubernetesResources.tinyModules("tinysystems")
                    .exceptOwn("me")
                    .in(Cluster.server(URI.create(api.url()))))
            .build();

    @AfterEach
    void close() {
        modules.close();
        api.close();
        one.close();
        two.close();
    }

    private void put(String name, String address) {
        api.put(ApiCollection.TINY_MODULES, """
                {"metadata": {"namespace": "tinysystems", "name": "%s"}, "status": {"addr": "%s"}}
                """.formatted(name, address));
    }

    private void delete(String name) {
        api.delete(ApiCollection.TINY_MODULES, "tinysystems", name);
    }

    private ManagedChannel channel(String name) {
        await().atMost(Duration.ofSeconds(30)) // the first one loads the client, on a busy machine
                .until(() -> modules.get(name).isPresent());
        return modules.get(name).orElseThrow();
    }

    private void awaitNames(String... names) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(modules.health().keySet()).containsExactly(names));
    }

    private void watched() {
        await().until(() -> api.watches() == 1);
    }

    @Test
    void aModuleThatIsAddedHasAChannel() {
        watched();

        put("http", one.address());

        assertThat(NamedServer.ask(channel("http"))).isEqualTo("one");
    }

    @Test
    void aModuleThatMovesTakesItsCallersAlongAndCallsInFlightEndWhereTheyBegan() throws Exception {
        put("http", one.address());
        ManagedChannel channel = channel("http");
        ListenableFuture<String> inFlight = NamedServer.askForLater(channel);
        await().until(() -> one.held() == 1);

        put("http", two.address());

        await().until(() -> NamedServer.ask(channel).equals("two"));
        one.answerHeld();
        assertThat(inFlight.get(20, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(modules.get("http")).containsSame(channel);
    }

    @Test
    void noCallFailsWhileAModuleMovesToAndFro() throws Exception {
        put("http", one.address());
        ManagedChannel channel = channel("http");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            while (!over.get()) {
                try {
                    NamedServer.ask(channel);
                    answered.incrementAndGet();
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
        });
        caller.start();

        for (int i = 0; i < 20; i++) {
            NamedServer next = i % 2 == 0 ? two : one;
            String name = i % 2 == 0 ? "two" : "one";
            put("http", next.address());
            await().until(() -> NamedServer.ask(channel).equals(name));
        }
        over.set(true);
        caller.join();

        assertThat(failures).isEmpty();
        assertThat(answered).hasPositiveValue();
    }

    @Test
    void aModuleThatIsDeletedHasNoChannel() {
        put("http", one.address());
        put("mail", two.address());
        awaitNames("http", "mail");

        delete("http");

        awaitNames("mail");
        assertThat(modules.get("http")).isEmpty();
    }

    /** The source saw it go, so this is no empty answer to be doubted. */
    @Test
    void theLastModuleThatIsDeletedHasNoChannel() {
        put("http", one.address());
        awaitNames("http");

        delete("http");

        awaitNames();
    }

    @Test
    void anAddressThatBecomesEmptyUnregistersItsModule() {
        put("http", one.address());
        awaitNames("http");

        put("http", "");

        awaitNames();
    }

    @Test
    void aModuleWithoutAnAddressIsNotRegisteredUntilItHasOne() {
        put("http", "");
        put("mail", two.address());
        awaitNames("mail");

        put("http", one.address());

        awaitNames("http", "mail");
    }

    @Test
    void theOwnNameIsSkipped() {
        put("me", one.address());
        put("other", two.address());

        awaitNames("other");
        put("me", two.address());
        put("third", two.address());
        awaitNames("other", "third");
    }

    @Test
    void aBadAddressKeepsWhatWasRegisteredAndHarmsNoOther() {
        put("http", one.address());
        ManagedChannel channel = channel("http");

        put("http", "nonsense");
        put("mail", two.address());

        awaitNames("http", "mail");
        assertThat(NamedServer.ask(channel)).isEqualTo("one");
    }

    @Test
    void twoModulesAtOneAddressAreBothReached() {
        put("http", one.address());
        put("mail", one.address());

        assertThat(NamedServer.ask(channel("http"))).isEqualTo("one");
        assertThat(NamedServer.ask(channel("mail"))).isEqualTo("one");
        delete("http");
        awaitNames("mail");
        assertThat(NamedServer.ask(channel("mail"))).isEqualTo("one");
    }

    @Test
    void anAddressMayBeATargetThatGrpcResolves() {
        put("http", "dns:///" + one.address());

        assertThat(NamedServer.ask(channel("http"))).isEqualTo("one");
    }

    @Test
    void whileTheApiServerIsDownEverythingStaysAndChangesAreSeenAfterwards() {
        put("http", one.address());
        put("mail", two.address());
        awaitNames("http", "mail");
        ManagedChannel http = channel("http");

        api.down();
        delete("mail");
        put("new", two.address());
        assertThat(NamedServer.ask(http)).isEqualTo("one");
        assertThat(modules.health()).containsOnlyKeys("http", "mail");
        api.up();

        awaitNames("http", "new");
    }

    @Test
    void fetchErrorsAreTriedAgainAndNothingIsLost() {
        api.once(Asked.LIST, Answer.status(500));
        api.once(Asked.LIST, Answer.status(403));
        api.once(Asked.WATCH, Answer.status(500));
        put("http", one.address());

        awaitNames("http");
        watched();
        put("mail", two.address());
        awaitNames("http", "mail");
    }

    @Test
    void aRelistAfter410NoticesADeletion() {
        put("http", one.address());
        put("mail", two.address());
        awaitNames("http", "mail");
        watched();

        api.down();
        delete("mail");
        api.forgetHistory();
        api.up();

        awaitNames("http");
    }

    /** Two modules, one of which is ours: the usual case. */
    @Test
    void aRelistAfter410NoticesThatOnlyTheOwnModuleIsLeft() {
        put("me", one.address());
        put("http", two.address());
        awaitNames("http");
        watched();

        api.down();
        delete("http");
        api.forgetHistory();
        api.up();

        awaitNames();
    }

    @Test
    void afterCloseTheApiServerIsLeftAlone() {
        put("http", one.address());
        awaitNames("http");
        watched();

        modules.close();

        await().until(() -> api.watches() == 0);
    }
}
