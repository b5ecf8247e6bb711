// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.lint.Lint;
import dev.hawser.console.lint.LintContext;
import dev.hawser.console.lint.Rule;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import dev.hawser.endpoint.Text;
import dev.hawser.view.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Asks all rules, and the program, whether something should be looked at. */
final class LintReports {
    private static final int MOST = 1000; // more than is remembered of a pool
    private static final String PROGRAM = "program-findings";

    private final PoolPoller poller;
    private final EventCollector collector;
    private final LintContext.Access access;
    private final List<Supplier<? extends Collection<Finding>>> program;

    LintReports(
            PoolPoller poller,
            EventCollector collector,
            LintContext.Access access,
            List<Supplier<? extends Collection<Finding>>> program) {
        this.poller = poller;
        this.collector = collector;
        this.access = access;
        this.program = List.copyOf(program);
    }

    /**
     * What was found, the worst first, and what was looked for.
     *
     * @param checked the names of rules
     */
    record Report(List<Finding> findings, List<String> checked) {}

    /** Of one pool if one is given, else of all. */
    Report report(Optional<String> pool, Instant at) {
        List<PoolSample> samples = poller.samples();
        List<PoolSample> wanted =
                pool.map(name -> List.of(poller.needed(name).sample())).orElse(samples);
        List<Finding> found = new ArrayList<>(Lint.check(wanted, context(samples, at)));
        program.stream()
                .flatMap(LintReports::ask)
                .filter(finding -> pool.map(finding.pool()::equals).orElse(true))
                .forEach(found::add);
        List<String> checked = Stream.concat(
                        Lint.rules().stream().map(Rule::name), found.stream().map(Finding::rule))
                .distinct()
                .toList();
        return new Report(Lint.inOrder(found), checked);
    }

    private LintContext context(List<PoolSample> samples, Instant at) {
        Map<String, List<TimelineEntry>> happened = new LinkedHashMap<>();
        for (PoolSample sample : samples) {
            String name = sample.view().pool();
            happened.put(name, collector.entries(Optional.of(name), Optional.empty(), MOST));
        }
        return new LintContext(samples, happened, at, access);
    }

    /** What one part of the program finds; that it fails is a finding, too. */
    private static Stream<Finding> ask(Supplier<? extends Collection<Finding>> part) {
        try {
            return List.copyOf(part.get()).stream();
        } catch (RuntimeException e) {
            return Stream.of(new Finding(
                    PROGRAM,
                    Finding.Severity.WARNING,
                    "",
                    "the program was asked for findings of its own, and failed: " + Text.of(e),
                    "what it would have found is not shown",
                    "mend what was given to findings(…) of the console"));
        }
    }
}
