// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A rule that cannot fail protects nothing, so each is shown a small world of offenders, built like Hawser, and must
 * name the offender, and must not name those who only look like one.
 */
class RulesCanFailTest {
    private static final String WORLD = RulesCanFailTest.class.getPackageName() + ".fixture";
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages(WORLD);

    private final Rules rules = new Rules(WORLD);

    private static String problems(ArchRule rule) {
        List<String> details = rule.evaluate(OFFENDERS).getFailureReport().getDetails();
        return String.join("\n", details).replace(WORLD + ".", "");
    }

    @Test
    void aCycleIsFound() {
        assertThat(problems(rules.packagesHaveNoCycles())).contains("Cycle detected", "Slice balance", "Slice limit");
    }

    @Test
    void aSiblingThatKnowsASiblingIsFound() {
        assertThat(problems(rules.layersAreKept()))
                .contains("limit.Limits$KnowsBalance")
                .contains("balance.Balances$KnowsLimit");
    }

    @Test
    void aLeafMayKnowRecordsOfALeafAndNothingElse() {
        assertThat(problems(rules.layersAreKept()))
                .contains("endpoint.Endpoints$KnowsAService")
                .doesNotContain("endpoint.Endpoints$KnowsARecord");
    }

    @Test
    void aLayerBelowThatKnowsTheClientIsFound() {
        assertThat(problems(rules.layersAreKept()))
                .contains("pool.Pools$KnowsTheClient")
                .doesNotContain("client.Clients$KnowsEverybody");
    }

    /** Packages that are public for their neighbours only. */
    @Test
    void whoLooksInsideAModuleIsFound() {
        assertThat(problems(rules.layersAreKept()))
                .contains("cli.Commands$LooksInside")
                .contains("kubernetes.api.Apis$KnowsTheFront")
                .doesNotContain("cli.Commands$KnowsTheFront")
                .doesNotContain("kubernetes.Front$KnowsBoth")
                .doesNotContain("kubernetes.watch.Watches$KnowsTheApi");
    }

    @Test
    void aPackageWithoutARowIsFound() {
        assertThat(problems(rules.layersAreKept())).contains("nowhere.Stranger is in a package that has no row");
    }

    @Test
    void aForeignLibraryInCoreIsFound() {
        assertThat(problems(rules.coreDependsOnTheJdkAndLoggingOnly()))
                .contains("balance.Balances$UsesALibrary", "org.assertj")
                .doesNotContain("KnowsLimit");
    }

    @Test
    void eachWayToAClockOrAThreadIsFound() {
        assertThat(problems(rules.clocksAndThreadsComeFromTime()))
                .contains("Pools$Clocks.nano()", "Pools$Clocks.nanoByReference()", "Pools$Clocks.wall()")
                .contains("Pools$Threads.thread()", "Pools$Threads.executor()", "Pools$Threads.common()")
                .contains("Pools$Threads.timer(", "Pools$Threads.sleeps()")
                .doesNotContain("Pools$Threads.supplied(");
    }

    @Test
    void aThreadLocalIsFound() {
        assertThat(problems(rules.nothingIsKeptPerThread()))
                .contains("Pools$PerThread")
                .doesNotContain("Pools$RandomPerThread");
    }

    @Test
    void aSynchronizedMethodIsFound() {
        assertThat(problems(rules.noMethodIsSynchronized())).contains("Pools$Locked.locked()");
    }

    @Test
    void eachRefusedNameIsFound() {
        String problems = problems(rules.noNameIsRefused());

        assertThat(problems)
                .contains("Names$PoolImpl", "Names$PoolUtil", "Names$PoolUtils", "Names$PoolHelper")
                .contains("Names$PoolManager", "Names$SimplePool", "Names$AbstractPool", "Names$IPool", "Names$Pool2");
        assertThat(problems).doesNotContain("Names$Simplex", "Names$IOError", "Names$Sha256", "Names$Implicit");
    }

    @Test
    void dataThatIsNoRecordIsFound() {
        assertThat(problems(rules.plainDataIsRecords()))
                .contains("event.Events$MutableOptions", "event.Events$OpenEvent")
                .doesNotContain("event.Events$SealedEvent", "event.Events$GoodSnapshot");
    }

    @Test
    void inheritanceIsFoundExceptAmongExceptionsAndInEnums() {
        assertThat(problems(rules.noClassExtendsAnotherOfOurs()))
                .contains("client.Clients$Heir")
                .doesNotContain("Clients$Failure", "Clients$Shape");
    }

    @Test
    void anInternalTypeInAPublicSignatureIsFound() {
        assertThat(problems(rules.publicSignaturesDoNotMentionInternals()))
                .contains("Clients.leaks()", "Clients.leaksInAList(", "Clients.leaked")
                .doesNotContain("Clients.keeps()");
    }
}
