// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.targets;

import dev.hawser.discovery.Discoveries;
import dev.hawser.discovery.Discovery;
import dev.hawser.discovery.subset.SubsetOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The parameters that each scheme understands, because they are about answers and not about where these come from. */
final class CommonParameters {
    private static final String SUBSET = "subset";
    private static final String SUBSET_INDEX = "subset-index";
    private static final String SUBSET_SEED = "subset-seed";

    static final Set<String> NAMES = Set.of(SUBSET, SUBSET_INDEX, SUBSET_SEED);

    private CommonParameters() {}

    /** The target as its provider is to see it. */
    static Target without(Target target) {
        Map<String, String> own = new LinkedHashMap<>(target.parameters());
        own.keySet().removeAll(NAMES);
        return new Target(target.scheme(), target.authority(), target.path(), own);
    }

    static Discovery applied(Target target, Discovery discovery) {
        Optional<Integer> size = number(target, SUBSET, Integer::valueOf);
        Optional<Integer> index = number(target, SUBSET_INDEX, Integer::valueOf);
        Optional<Long> seed = number(target, SUBSET_SEED, Long::valueOf);
        if (size.isEmpty()) {
            if (index.isPresent() || seed.isPresent()) {
                throw new IllegalArgumentException(
                        "subset: none (expected: a number of endpoints, with subset-index or subset-seed)");
            }
            return discovery;
        }
        try {
            SubsetOptions options = index.isPresent()
                    ? SubsetOptions.evenly(size.get(), index.get())
                    : SubsetOptions.byChance(size.get());
            return Discoveries.subset(discovery, seed.map(options::withSeed).orElse(options));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SUBSET + ": " + e.getMessage(), e);
        }
    }

    private static <N extends Number> Optional<N> number(Target target, String name, Function<String, N> parse) {
        return target.parameter(name).map(value -> {
            try {
                return parse.apply(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + ": '" + value + "' (expected: a whole number)", e);
            }
        });
    }
}
