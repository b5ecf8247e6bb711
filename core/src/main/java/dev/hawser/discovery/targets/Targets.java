// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import dev.hawser.discovery.Discovery;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads targets, the words for a discovery that are the same in code, on the command line and in configuration.
 *
 * <pre>
 * static:10.0.0.1:7001*3,10.0.0.2:7001       fixed, with weight 3 and 1; tcp://10.0.0.1:7001,... is the same
 * file:///etc/kv.endpoints?refresh=1s        a file, also file:relative/path; %20 for a space
 * dns:///kv.example.com:7001?refresh=10s     addresses of a name, by the system
 * dns://10.0.0.53:53/kv.example.com:7001     addresses of a name, by one server, also [::1]:53
 * srv:///_kv._tcp.example.com?family=ipv4    SRV records
 * </pre>
 *
 * <p>Parameters: {@code refresh} of file, dns and srv; {@code timeout} and {@code family=any|ipv4|ipv6} of dns and srv.
 * Of all: {@code subset=32}, {@code subset-index} and {@code subset-seed}, for a part of the endpoints: see
 * {@link dev.hawser.discovery.subset.SubsetOptions}. Further schemes come with modules, as {@link DiscoveryProvider}s.
 */
public final class Targets {
    private static final Logger log = LoggerFactory.getLogger(Targets.class);

    /** Nobody has that many; an iterator that goes on failing for ever is left at some time. */
    private static final int MOST_PROVIDERS = 100;

    private Targets() {}

    /**
     * Makes the discovery that the text describes. Nobody is asked before it is watched.
     *
     * @throws IllegalArgumentException if it describes none; the message names field, value and what was expected,
     *     and shows no value of a parameter that is not a plain setting
     */
    public static Discovery parse(String text) {
        return parse(text, Set.of());
    }

    /**
     * Like {@link #parse(String)}, for somebody who understands parameters of his own and has taken them out of the text.
     *
     * @param taken their names, which a message about an unknown parameter lists with the others
     */
    public static Discovery parse(String text, Set<String> taken) {
        Target target = Target.parse(text);
        Map<String, DiscoveryProvider> providers = providers();
        DiscoveryProvider provider = providers.get(target.scheme());
        if (provider == null) {
            throw new IllegalArgumentException("target '" + target + "': scheme: '" + target.scheme()
                    + "' (expected: one of " + schemes() + "; " + BuiltIn.hint(target.scheme()) + ")");
        }
        Target own = CommonParameters.without(target);
        for (String name : own.parameters().keySet()) {
            if (!provider.parameters().contains(name)) {
                String shown = target.hasUser() ? Target.HIDDEN : name; // for it may be part of a password
                throw new IllegalArgumentException("target '" + target + "': parameter: '" + shown + "' (expected: "
                        + expected(provider.parameters(), taken) + ")");
            }
        }
        try {
            return CommonParameters.applied(target, provider.create(own));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("target '" + target + "': " + e.getMessage(), e);
        }
    }

    private static String expected(Set<String> parameters, Set<String> taken) {
        Set<String> known = new TreeSet<>(CommonParameters.NAMES);
        known.addAll(parameters);
        known.addAll(taken);
        return "one of " + known;
    }

    /** The schemes that {@link #parse} knows here and now, in alphabetical order. */
    public static Set<String> schemes() {
        return new TreeSet<>(providers().keySet());
    }

    /** Looked up each time, because what a class loader can see is not ours to remember; parsing is rare. */
    private static Map<String, DiscoveryProvider> providers() {
        Map<String, DiscoveryProvider> providers = new LinkedHashMap<>();
        BuiltIn.ALL.forEach(each -> providers.put(each.scheme(), each));
        addAll(providers, ServiceLoader.load(DiscoveryProvider.class));
        addAll(providers, ServiceLoader.load(DiscoveryProvider.class, Targets.class.getClassLoader()));
        return providers;
    }

    /** One provider that can't be found or loaded must not take the others with it. */
    private static void addAll(Map<String, DiscoveryProvider> providers, ServiceLoader<DiscoveryProvider> loader) {
        Iterator<DiscoveryProvider> all = loader.iterator();
        for (int i = 0; i < MOST_PROVIDERS; i++) {
            try {
                if (!all.hasNext()) {
                    return;
                }
                DiscoveryProvider provider = all.next();
                providers.putIfAbsent(provider.scheme(), provider);
            } catch (ServiceConfigurationError e) {
                log.warn("a discovery provider can't be used: {}", e.getMessage(), e);
            }
        }
    }
}
