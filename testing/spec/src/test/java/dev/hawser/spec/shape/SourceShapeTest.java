// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spec.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Reads the sources of all modules for what compilers and class files do not show. Sizes may be excused in
 * {@code shape-exceptions.txt}, with a reason; locks by {@code synchronized}, sleeping, thread-locals, a missing licence
 * line and a missing package page may not.
 */
class SourceShapeTest {

    @Test
    void everySourceIsInShapeOrExcused() {
        List<Path> sources = java(name -> name.contains("src/main/java/"));
        List<Finding> findings = new ArrayList<>(
                Packages.judge(sources.stream().map(Repository::name).toList()));
        sources.forEach(file -> findings.addAll(shapeOf(file)));
        findings.removeIf(finding -> finding.kind().equals("sleep") && isStress(finding.path()));

        var exceptions = new Exceptions(Repository.read(Repository.root().resolve("shape-exceptions.txt")));

        assertThat(sources).hasSizeGreaterThan(40);
        assertThat(exceptions.judge(findings)).isEmpty();
    }

    /** A test that sleeps is slow when it passes and flaky when the machine is busy. */
    @Test
    void noTestSleepsButThoseThatStress() {
        List<Path> tests = java(name -> name.contains("src/test/java/") && !isStress(name) && !isFixture(name));

        assertThat(tests).isNotEmpty();
        assertThat(tests.stream().flatMap(file -> shapeOf(file).stream()))
                .filteredOn(finding -> finding.kind().equals("sleep"))
                .isEmpty();
    }

    private static List<Path> java(Predicate<String> wanted) {
        return Repository.files(wanted.and(name -> name.endsWith(".java")));
    }

    private static List<Finding> shapeOf(Path file) {
        return Shape.of(Source.parse(Repository.name(file), Repository.read(file)));
    }

    private static boolean isStress(String path) {
        return path.startsWith("testing/stress/");
    }

    private static boolean isFixture(String path) {
        return path.contains("/spec/architecture/fixture/");
    }
}
