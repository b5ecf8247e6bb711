// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import dev.hawser.discovery.Discovery;
import java.util.Set;
import java.util.TreeSet;

/**
 * Endpoints from custom resources of any kind: each resource holds an address, and its name is what the endpoint is called.
 *
 * <p>Resources are listed once and then watched, so a change is heard at once; what was missed while the connection was
 * lost is noticed by the next list. One that is deleted is gone, and so is one whose address becomes empty. One whose
 * address can't be read harms no other: the address it had before stays, and the problem is told as a failure. Failures of
 * the API server change nothing and are tried again, after half a second at first and 5 s at most.
 *
 * <p>Two names on one address are one endpoint with both names, separated by commas, in the attribute
 * {@value dev.hawser.endpoint.Attributes#NAME}; a channel registry reads it:
 *
 * <pre>{@code
 * ChannelRegistry modules = ChannelRegistry.following(KubernetesResources.tinyModules("tinysystems").exceptOwn("me"));
 * }</pre>
 *
 * <p>That nobody is left is certain, and told so, if the last ones were seen to go, or if a new list still has a resource
 * that was known before, such as one's own, and none with an address that counts. A list that comes back empty is an empty
 * answer. Where one name stands in several namespaces, the first in alphabetical order counts for a registry.
 *
 * <p>Immutable, and safe for use by any thread. Each watch has a connection of its own.
 */
public final class KubernetesResources implements Discovery {

    private final ResourceOptions resources;
    private final KubernetesOptions client;
    private final Set<String> own;

    private KubernetesResources(ResourceOptions resources, KubernetesOptions client, Set<String> own) {
        this.resources = requireNonNull(resources, "resources");
        this.client = requireNonNull(client, "client");
        this.own = Set.copyOf(own);
    }

    /** {@link ResourceOptions#tinyModules()} of a namespace, in the cluster of {@link KubernetesOptions#defaults()}. */
    public static KubernetesResources tinyModules(String namespace) {
        return of(ResourceOptions.tinyModules(), KubernetesOptions.defaults().withNamespace(namespace));
    }

    /** Resources in the cluster of {@link KubernetesOptions#defaults()}. */
    public static KubernetesResources of(ResourceOptions resources) {
        return of(resources, KubernetesOptions.defaults());
    }

    public static KubernetesResources of(ResourceOptions resources, KubernetesOptions client) {
        return new KubernetesResources(resources, client, Set.of());
    }

    /** The same from another cluster; the namespace stays, unless the cluster comes with another that is set. */
    public KubernetesResources in(Cluster cluster) {
        return new KubernetesResources(resources, client.withCluster(cluster), own);
    }

    /** The same without that name, whatever its address: for who has a resource himself. */
    public KubernetesResources exceptOwn(String name) {
        Set<String> names = new TreeSet<>(own);
        names.add(requireNonNull(name, "name"));
        return new KubernetesResources(resources, client, names);
    }

    @Override
    public Subscription watch(Watcher watcher, Context context) {
        ResourceReader reader = new ResourceReader(resources, own, new Complaints(describe()));
        return client.follow(describe(), resources.kind(client.namespace()), reader)
                .watch(watcher, context);
    }

    @Override
    public String describe() {
        String where = resources.scope() == ResourceOptions.Scope.EVERYWHERE
                ? " in all namespaces"
                : client.namespace().map(name -> " in " + name).orElse("");
        String but = own.isEmpty() ? "" : " except " + String.join(", ", new TreeSet<>(own));
        return "kubernetes: " + resources.kind() + where + but;
    }
}
