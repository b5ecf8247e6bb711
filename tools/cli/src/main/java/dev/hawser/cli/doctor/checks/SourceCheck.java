// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

import dev.hawser.cli.source.Hints;
import dev.hawser.cli.source.Troubles;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges what the source told. Pure. */
public final class SourceCheck {

    /** A look-up that takes longer than this will be felt when a program starts. Arbitrary. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** What sources call an endpoint that may be used. */
    private static final Set<String> GOOD_STATES = Set.of("passing", "ready", "serving", "up", "healthy");

    private static final Finding.Of RESOLVE = Finding.Of.source("resolve");
    private static final Finding.Of WEIGHTS = Finding.Of.source("weights");

    private SourceCheck() {}

    /**
     * What was told.
     *
     * @param topic of the target, for hints
     * @param endpoints in the end
     * @param problems on the way
     * @param took until the first good answer, or until it was given up
     */
    public record Told(String topic, List<Endpoint> endpoints, List<LastGood.Problem> problems, Duration took) {}

    public static List<Finding> judge(Told told) {
        List<Finding> findings = new ArrayList<>();
        findings.add(resolved(told));
        told.problems().stream()
                .filter(problem -> problem.kind() == LastGood.Kind.DUPLICATES)
                .forEach(problem -> findings.add(Finding.Of.source("duplicates")
                        .warn(
                                Troubles.words(problem),
                                "the first of each counts; the source should list an address once.")));
        weights(told.endpoints()).ifPresent(findings::add);
        sanity(told).ifPresent(findings::add);
        return findings;
    }

    private static Finding resolved(Told told) {
        Optional<LastGood.Problem> last = told.problems().stream()
                .filter(problem -> problem.kind() != LastGood.Kind.DUPLICATES)
                .reduce((first, second) -> second);
        String took = Text.of(told.took());
        if (told.endpoints().isEmpty()) {
            String cause = last.map(Troubles::words).orElse("no answer");
            return RESOLVE.fail("nothing found within " + took + ": " + cause, Hints.of(told.topic(), last));
        }
        int count = told.endpoints().size();
        String found = Text.count(count, "endpoint") + " in " + took;
        if (last.isPresent()) {
            return RESOLVE.warn(
                    found + ", not at the first attempt: " + Troubles.past(Troubles.words(last.get())),
                    Hints.of(told.topic(), last));
        }
        return told.took().compareTo(SLOW) > 0
                ? RESOLVE.warn(found, "that is long; a program that starts waits for it.")
                : RESOLVE.ok(found);
    }

    private static Optional<Finding> weights(List<Endpoint> endpoints) {
        long zero = endpoints.stream().filter(e -> e.weight() == 0).count();
        if (zero == 0) {
            return Optional.empty();
        }
        if (zero == endpoints.size()) {
            return Optional.of(WEIGHTS.warn(
                    "all weights are 0", "then all count as equal; to take them out of service, remove them."));
        }
        return Optional.of(WEIGHTS.warn(
                zero + " of " + endpoints.size() + " have weight 0",
                "weighted balancers give them no new work; right if they are being drained."));
    }

    private static Optional<Finding> sanity(Told told) {
        if (told.topic().equals("dns") && told.endpoints().size() == 1) {
            return Optional.of(Finding.Of.source("dns")
                    .ok(
                            "the name has one address",
                            "if it is a Kubernetes service, make it headless"
                                    + " (clusterIP: None), or all connections may end at one pod."));
        }
        return Optional.empty();
    }

    /** What the source says of one endpoint. */
    public static Optional<Finding> state(Endpoint endpoint) {
        String state = endpoint.attributes().get(Attributes.STATE);
        if (state == null || GOOD_STATES.contains(state)) {
            return Optional.empty();
        }
        return Optional.of(Finding.Of.endpoint("state", endpoint.address())
                .warn("the source says " + state, "look there for the reason; it may be about to go."));
    }
}
