// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes;

import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.targets.Target;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads what a target says of custom resources: {@code resource=tinymodules.operator.tinysystems.io/v1alpha1}, and where in
 * them to look.
 */
final class ResourceTarget {

    /** The parameter that makes a target one of custom resources. */
    static final String RESOURCE = "resource";

    private static final String ADDRESS = "address";
    private static final String NAME = "name";
    private static final String WEIGHT = "weight";
    private static final String NAMES = "names";
    private static final String EXCEPT = "except";

    /** All of them, without those that are about the cluster. */
    static final Set<String> PARAMETERS = Set.of(RESOURCE, ADDRESS, NAME, WEIGHT, NAMES, EXCEPT);

    private static final Pattern KIND = Pattern.compile("([^./]+)\\.([^/]+)/([^/]+)");

    private ResourceTarget() {}

    /**
     * @param client with the namespace of the target, if it names one
     * @param everywhere whether all namespaces are meant
     */
    static Discovery discovery(Target target, KubernetesOptions client, boolean everywhere) {
        ResourceOptions options = kind(target.parameter(RESOURCE).orElse(""));
        if (everywhere) {
            options = options.withScope(ResourceOptions.Scope.EVERYWHERE);
        }
        options = target.parameter(ADDRESS).map(options::withAddress).orElse(options);
        options = target.parameter(NAME).map(options::withName).orElse(options);
        options = target.parameter(WEIGHT).map(options::withWeight).orElse(options);
        options = target.parameter(NAMES)
                .map(ResourceTarget::pattern)
                .map(options::withNames)
                .orElse(options);
        KubernetesResources resources = KubernetesResources.of(options, client);
        for (String own : target.parameter(EXCEPT).orElse("").split(",")) {
            resources = own.isBlank() ? resources : resources.exceptOwn(own.strip());
        }
        return resources;
    }

    private static ResourceOptions kind(String text) {
        Matcher matcher = KIND.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(RESOURCE + ": '" + text
                    + "' (expected: plural.group/version, as in tinymodules.operator.tinysystems.io/v1alpha1)");
        }
        try {
            return ResourceOptions.of(matcher.group(2), matcher.group(3), matcher.group(1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(RESOURCE + ": " + e.getMessage(), e);
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(NAMES + ": '" + text + "' (expected: a regular expression)", e);
        }
    }
}
