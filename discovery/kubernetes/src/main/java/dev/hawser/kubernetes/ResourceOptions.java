// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import static java.util.Objects.requireNonNull;

import dev.hawser.kubernetes.watch.Names;
import dev.hawser.kubernetes.watch.Place;
import dev.hawser.kubernetes.watch.ResourceKind;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which custom resources hold addresses, and where in them. Its canonical constructor isn't API; begin with
 * {@link #of(String, String, String)}.
 *
 * <p>A path is dotted, as in {@code status.addr}; {@code \.} stands for a dot that is part of a key, and a number for a place
 * in a list.
 *
 * @param group such as {@code operator.tinysystems.io}; never empty, because the core group has no addresses to read
 * @param version such as {@code v1alpha1}
 * @param plural as in the path of the API, such as {@code tinymodules}
 * @param scope where they are looked for; in one namespace unless set
 * @param address the path of a text such as {@code 10.0.0.1:50051}
 * @param name the path of what the endpoint is called; {@code metadata.name} unless set
 * @param weight the path of a whole number; absent means that all weigh the same
 * @param names which names count; all unless set
 */
public record ResourceOptions(
        String group,
        String version,
        String plural,
        Scope scope,
        String address,
        String name,
        Optional<String> weight,
        Predicate<String> names) {

    public static final String DEFAULT_ADDRESS = "status.addr";
    public static final String DEFAULT_NAME = "metadata.name";

    public ResourceOptions {
        Names.requireSubdomain("group", group);
        Names.requireLabel("version", version);
        Names.requireLabel("plural", plural);
        requireNonNull(scope, "scope");
        requireNonNull(names, "names");
        FieldPath.parse("address", address);
        FieldPath.parse("name", name);
        weight.ifPresent(value -> FieldPath.parse("weight", value));
    }

    /** All resources of that kind in the namespace of {@link KubernetesOptions#namespace()}, with the address at {@value #DEFAULT_ADDRESS}. */
    public static ResourceOptions of(String group, String version, String plural) {
        return new ResourceOptions(
                group,
                version,
                plural,
                Scope.NAMESPACE,
                DEFAULT_ADDRESS,
                DEFAULT_NAME,
                Optional.empty(),
                everyName -> true);
    }

    /** {@code tinymodules.operator.tinysystems.io/v1alpha1}. */
    public static ResourceOptions tinyModules() {
        return of("operator.tinysystems.io", "v1alpha1", "tinymodules");
    }

    public ResourceOptions withScope(Scope value) {
        return new ResourceOptions(group, version, plural, value, address, name, weight, names);
    }

    public ResourceOptions withAddress(String path) {
        return new ResourceOptions(group, version, plural, scope, path, name, weight, names);
    }

    public ResourceOptions withName(String path) {
        return new ResourceOptions(group, version, plural, scope, address, path, weight, names);
    }

    public ResourceOptions withWeight(String path) {
        return new ResourceOptions(group, version, plural, scope, address, name, Optional.of(path), names);
    }

    /**
     * Only those whose name passes; called by the thread that brings an answer, and must not block. Where it throws, the
     * resource stays as it was known before, if it was, and the problem is told as a failure.
     */
    public ResourceOptions withNames(Predicate<String> wanted) {
        return new ResourceOptions(group, version, plural, scope, address, name, weight, wanted);
    }

    /** Only those whose whole name matches. */
    public ResourceOptions withNames(Pattern wanted) {
        return withNames(wanted.asMatchPredicate());
    }

    /** The kind as kubectl takes it: {@code tinymodules.v1alpha1.operator.tinysystems.io}. */
    String kind() {
        return plural + "." + version + "." + group;
    }

    /** @param namespace absent means that of the connection */
    ResourceKind kind(Optional<String> namespace) {
        Place place = scope == Scope.EVERYWHERE ? new Place.Everywhere() : new Place.Namespace(namespace);
        return new ResourceKind(group, version, plural, Optional.empty(), place);
    }

    /** Where resources are looked for. */
    public enum Scope {
        /** In the namespace of {@link KubernetesOptions#namespace()}. */
        NAMESPACE,
        /** In all namespaces; also for resources that are in none. */
        EVERYWHERE
    }
}
