// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import static dev.hawser.console.lint.Rule.sayIf;

import dev.hawser.console.lint.Rule.Said;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.endpoint.Text;
import dev.hawser.view.PoolView.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether the endpoints are those that there are. */
final class DiscoveryRules {
    private static final Duration SLOW = Duration.ofMinutes(2);
    private static final Duration OLD = Duration.ofMinutes(15); // above the longest query of Consul's, with its rest
    private static final Pattern SUBSET_OF_ONE = Pattern.compile("subset of 1 of .*", Pattern.DOTALL);

    /** Sources that are asked again and again, so that the age of their answer says something; each may be a subset's. */
    private static final Pattern ASKED = Pattern.compile("(subset of \\d+ of )*(dns|srv|file):.*", Pattern.DOTALL);

    private static final Pattern ASKED_OR_HANGING =
            Pattern.compile("(subset of \\d+ of )*(dns|srv|file|consul):.*", Pattern.DOTALL);

    static final List<Rule> ALL = List.of(
            Rule.warning("discovery-fails", "the source's latest word was not used", DiscoveryRules::fails),
            Rule.warning(
                    "discovery-old",
                    "nothing has confirmed the endpoints for more than 15 min, from dns, srv, file or consul",
                    DiscoveryRules::old),
            Rule.advice(
                    "discovery-slow",
                    "dns, srv or file have not been asked for 2 to 15 min, without a failure",
                    DiscoveryRules::slow),
            Rule.warning("subset-of-one", "a subset has one endpoint", DiscoveryRules::subsetOfOne),
            Rule.advice(
                    "empty-answer-believed",
                    "`emptyAnswer` is `TRUST`, for a source that isn't the program itself",
                    DiscoveryRules::emptyAnswerBelieved));

    private DiscoveryRules() {}

    private static Optional<Said> fails(PoolSample pool, LintContext all) {
        Source source = pool.view().source();
        return sayIf(
                source.problem().isPresent(),
                "the latest word of " + source.words() + " was not used: "
                        + source.problem().orElse(""),
                "endpoints that come or go are not noticed; what was known goes on, which is right for minutes and wrong for"
                        + " days",
                "mend the source; the pool asks it again by itself");
    }

    private static boolean isOlder(Source source, Duration than) {
        return source.age().filter(age -> age.compareTo(than) > 0).isPresent();
    }

    private static String age(Source source) {
        return source.age().map(Text::of).orElse("");
    }

    private static Optional<Said> old(PoolSample pool, LintContext all) {
        Source source = pool.view().source();
        return sayIf(
                isOlder(source, OLD) && ASKED_OR_HANGING.matcher(source.words()).matches(),
                source.words() + " confirmed the endpoints " + age(source) + " ago",
                "some may be gone for long, and others may have come",
                "see why it isn't asked or doesn't answer: hawser discover asks it, too");
    }

    private static Optional<Said> slow(PoolSample pool, LintContext all) {
        Source source = pool.view().source();
        boolean slow = isOlder(source, SLOW)
                && !isOlder(source, OLD)
                && source.problem().isEmpty();
        return sayIf(
                slow && ASKED.matcher(source.words()).matches(),
                source.words() + " was asked " + age(source) + " ago",
                "a server that comes or goes is noticed so much later",
                "lower refresh in the target (30s for names, 1s for files, unless told otherwise)");
    }

    private static Optional<Said> subsetOfOne(PoolSample pool, LintContext all) {
        String words = pool.view().source().words();
        return sayIf(
                SUBSET_OF_ONE.matcher(words).matches(),
                "this client works with one endpoint of those that there are: " + words,
                "when that fails, calls fail until discovery has noticed",
                "raise subset in the target to 2 or more; 20 to 100 spread the load well");
    }

    private static Optional<Said> emptyAnswerBelieved(PoolSample pool, LintContext all) {
        String words = pool.view().source().words();
        boolean consul = words.contains("consul:");
        return sayIf(
                PoolSettings.to(pool).is("follow.emptyAnswer", "TRUST") && !words.contains("registry:"),
                "if " + words + " tells of no endpoint, all connections are given up (follow.emptyAnswer: TRUST)",
                consul
                        ? "Consul answers a token without rights with an empty list, so a mistake there ends all service"
                        : "a mistake at the source ends all service",
                "leave emptyAnswer on IGNORE, unless the service is meant to have no server at times");
    }
}
