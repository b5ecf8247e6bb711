// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.discovery.Discovery;
import dev.hawser.servers.kubernetes.ApiCollection;
import dev.hawser.servers.kubernetes.Asked;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Custom resources, and an API server that fails. */
class ResourceFaultsTest extends ApiServerFaults {

    @Override
    ApiCollection collection() {
        return ApiCollection.TINY_MODULES;
    }

    @Override
    Discovery discovery(KubernetesOptions options) {
        return KubernetesResources.of(ResourceOptions.tinyModules(), options);
    }

    @Override
    void put(String name, String address) {
        server.put(collection(), Modules.json(name, address));
    }

    @Test
    void anEmptyAddressIsNoEndpoint() {
        put("c", "");

        followBoth();

        assertThat(heard.failures()).isEmpty();
    }

    @Test
    void anAddressThatBecomesEmptyIsAnEndpointNoMore() {
        followBoth();

        put("a", "");

        awaitAddresses(TWO);
    }

    @Test
    void theLastAddressThatBecomesEmptyIsGoneForCertain() {
        followBoth();

        put("a", "");
        put("b", "");

        untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    /** The resources are still listed, and say themselves that they have no address: as certain as if it had been watched. */
    @Test
    void addressesThatBecameEmptyUnseenAreGoneForCertain() {
        followBoth();

        server.down();
        put("a", "");
        put("b", "");
        server.forgetHistory();
        server.up();

        untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    @Test
    void anUnreadableAddressIsToldOnceAndHarmsNoOther() {
        followBoth();

        put("c", "nonsense");
        awaitFailure("tinysystems/c can't be read: status.addr: address: 'nonsense' (expected: ");
        put("c", "nonsense");
        put("d", THREE);
        awaitAddresses(ONE, TWO, THREE);

        assertThat(heard.failures()).hasSize(1);
    }

    /** The exception ended the step in the middle: nobody heard of it, and lists were asked for again and again. */
    @Test
    void aNameFilterThatThrowsIsAFailureAndTheWatchGoesOn() {
        AtomicBoolean broken = new AtomicBoolean();
        ResourceOptions wanted = ResourceOptions.tinyModules().withNames(name -> {
            if (broken.get() && name.equals("c")) {
                throw new IllegalStateException("thrown by a test");
            }
            return true;
        });
        watch = KubernetesResources.of(wanted, options()).watch(heard, context());
        awaitAddresses(ONE, TWO);
        until(() -> server.watches() == 1);

        broken.set(true);
        put("c", THREE);
        awaitFailure(
                "tinysystems/c can't be read: names: the filter has failed: IllegalStateException: thrown by a test");
        put("a", "10.0.0.9:50051");
        awaitAddresses("10.0.0.9:50051", TWO);
        broken.set(false);
        put("c", THREE);

        awaitAddresses("10.0.0.9:50051", TWO, THREE);
        assertThat(server.count(Asked.LIST)).isEqualTo(1);
        assertThat(heard.failures()).hasSize(1);
    }

    /** From the beginning on, as an expression that nests too deep for a name; the list was never complete. */
    @Test
    void aNameFilterThatOverflowsTheStackIsAFailureForThatName() {
        ResourceOptions wanted = ResourceOptions.tinyModules().withNames(Pattern.compile("(a|b|[^b])*"));
        put("a".repeat(20_000), THREE);
        watch = KubernetesResources.of(wanted, options()).watch(heard, context());

        awaitAddresses(ONE, TWO);
        awaitFailure("names: the filter has failed: StackOverflowError");
    }

    @Test
    void anAddressThatBecomesUnreadableKeepsTheOneBefore() {
        followBoth();

        put("a", "nonsense");
        awaitFailure("tinysystems/a can't be read");
        put("c", THREE);
        awaitAddresses(ONE, TWO, THREE);

        put("a", "10.0.0.9:50051");
        awaitAddresses("10.0.0.9:50051", TWO, THREE);
    }

    @Test
    void twoResourcesOnOneAddressAreOneEndpointWithBothNames() {
        followBoth();

        put("c", ONE);

        untilAsserted(() -> assertThat(heard.latest())
                .extracting(endpoint -> endpoint.attributes().get("name"))
                .containsExactly("a,c", "b"));
    }

    @Test
    void theOwnNameIsSkipped() {
        watchExcept("b");

        awaitAddresses(ONE);
        put("b", THREE);
        put("c", TWO);
        awaitAddresses(ONE, TWO);
    }

    private void watchExcept(String own) {
        watch = KubernetesResources.of(ResourceOptions.tinyModules(), options())
                .exceptOwn(own)
                .watch(heard, context());
    }

    /** The list is not empty, so it is no mistake either: who is not in it has been deleted. */
    @Test
    void whoWasDeletedUnseenIsGoneForCertainIfOnlyTheOwnResourceIsLeft() {
        watchExcept("b");
        awaitAddresses(ONE);
        until(() -> server.watches() == 1);

        server.down();
        delete("a");
        server.forgetHistory();
        server.up();

        untilAsserted(() -> assertThat(heard.gone()).isPositive());
    }

    @Test
    void resourcesOfAllNamespacesCanBeFollowedAndTellOneNameInTwoApart() {
        server.put(collection(), """
                {"metadata": {"namespace": "elsewhere", "name": "a"}, "status": {"addr": "10.0.0.3:50051"}}
                """);
        ResourceOptions everywhere = ResourceOptions.tinyModules().withScope(ResourceOptions.Scope.EVERYWHERE);

        watch = KubernetesResources.of(everywhere, options()).watch(heard, context());

        awaitAddresses(ONE, TWO, THREE);
        server.delete(collection(), "elsewhere", "a");
        awaitAddresses(ONE, TWO);
    }

    @Test
    void anyKindOfResourceCanBeFollowed() {
        ApiCollection databases = new ApiCollection("db.example.com/v1", "databases", "Database");
        server.put(databases, """
                {"metadata": {"name": "orders"}, "spec": {"servers": [{"at": "10.0.0.3:50051", "share": 7}]}}
                """);
        ResourceOptions options = ResourceOptions.of("db.example.com", "v1", "databases")
                .withScope(ResourceOptions.Scope.EVERYWHERE)
                .withAddress("spec.servers.0.at")
                .withWeight("spec.servers.0.share");

        watch = KubernetesResources.of(options, options()).watch(heard, context());

        awaitAddresses(THREE);
        assertThat(heard.latest().get(0).weight()).isEqualTo(7);
    }
}
