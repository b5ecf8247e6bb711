// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hawser.HawserException;
import org.junit.jupiter.api.Test;

/**
 * The direction of dependencies, and what no class of ours may do. What the class files do not show, such as
 * {@code synchronized} blocks, is looked for in the sources: see {@code SourceShapeTest}.
 */
class ArchitectureTest {
    /** Imported once: this is most of what these tests cost. */
    private static final JavaClasses HAWSER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.hawser");

    private final Rules rules = new Rules("dev.hawser");

    /** Rules hold over nothing; this says that they were not asked about nothing. */
    @Test
    void theClassesAreThere() {
        assertThat(HAWSER.contain(HawserException.class)).isTrue();
        assertThat(HAWSER.size()).isGreaterThan(40);
        assertThat(HAWSER.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void packagesHaveNoCycles() {
        rules.packagesHaveNoCycles().check(HAWSER);
    }

    @Test
    void layersAreKept() {
        rules.layersAreKept().check(HAWSER);
    }

    @Test
    void coreDependsOnTheJdkAndLoggingOnly() {
        rules.coreDependsOnTheJdkAndLoggingOnly().check(HAWSER);
    }

    @Test
    void clocksAndThreadsComeFromTime() {
        rules.clocksAndThreadsComeFromTime().check(HAWSER);
    }

    @Test
    void nothingIsKeptPerThread() {
        rules.nothingIsKeptPerThread().check(HAWSER);
    }

    @Test
    void noMethodIsSynchronized() {
        rules.noMethodIsSynchronized().check(HAWSER);
    }

    @Test
    void noNameIsRefused() {
        rules.noNameIsRefused().check(HAWSER);
    }

    @Test
    void optionsSnapshotsAndEventsAreRecords() {
        rules.plainDataIsRecords().check(HAWSER);
    }

    @Test
    void noClassExtendsAnotherOfOurs() {
        rules.noClassExtendsAnotherOfOurs().check(HAWSER);
    }

    @Test
    void publicSignaturesDoNotMentionInternals() {
        rules.publicSignaturesDoNotMentionInternals().check(HAWSER);
    }
}
