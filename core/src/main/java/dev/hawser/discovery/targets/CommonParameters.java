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
        Optional<SubsetOptions> size =
                target.parameter(SUBSET, text -> SubsetOptions.byChance(number(text, Integer::valueOf)));
        Optional<Long> seed = target.parameter(SUBSET_SEED, text -> number(text, Long::valueOf));
        if (size.isEmpty()) {
            if (seed.isPresent() || target.parameter(SUBSET_INDEX).isPresent()) {
                throw new IllegalArgumentException(
                        "subset: none (expected: a number of endpoints, with subset-index or subset-seed)");
            }
            return discovery;
        }
        int number = size.get().size();
        SubsetOptions options = target.parameter(
                        SUBSET_INDEX, text -> SubsetOptions.evenly(number, number(text, Integer::valueOf)))
                .orElse(size.get());
        return Discoveries.subset(discovery, seed.map(options::withSeed).orElse(options));
    }

    private static <N extends Number> N number(String text, Function<String, N> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a whole number)", e);
        }
    }
}
