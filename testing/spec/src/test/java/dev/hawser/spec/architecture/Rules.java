// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of the architecture, for the classes below one root package: Hawser's own, or a world of offenders that
 * proves that each rule can fail. Every rule holds where there is nothing yet that it could apply to.
 *
 * <p>Classes of the JDK are not imported, which is what makes this fast, so no rule may ask ArchUnit for their ancestors.
 */
final class Rules {
    /** A tool, or a kit for tests, is the program it runs in: it may own threads and read clocks. */
    private static final Set<String> PROGRAMS = Set.of("cli", "testkit");

    private static final Pattern REFUSED =
            Pattern.compile(".*Impl|.*Utils?|.*Helpers?|.*Manager|Simple[A-Z].*|I[A-Z][a-z].*|.*[A-Za-z]\\d");

    private static final Pattern PLAIN_DATA = Pattern.compile(".+(Options|Snapshot|Event)");

    private final String root;
    private final Layers layers;

    Rules(String root) {
        this.root = root;
        this.layers = new Layers(root);
    }

    ArchRule packagesHaveNoCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    ArchRule layersAreKept() {
        return classes()
                .that(are("ours", layers::isOurs))
                .should(layers.areKept())
                .allowEmptyShould(true);
    }

    ArchRule coreDependsOnTheJdkAndLoggingOnly() {
        String[] known = {
            "",
            "java..",
            "javax.management..", // view.jmx, which nobody needs to use
            "javax.net.ssl..",
            "jdk.jfr", // may be absent: only internal.jfr uses it
            "org.slf4j..",
            "org.jspecify.annotations",
            "com.google.errorprone.annotations.."
        };
        return classes()
                .that(are("in core", this::isCore))
                .should()
                .onlyDependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage(known).or(are("ours", layers::isOurs)))
                .allowEmptyShould(true);
    }

    ArchRule clocksAndThreadsComeFromTime() {
        return noClasses()
                .that(are("outside time", type -> !isIn(type, "time") && !PROGRAMS.contains(layers.placeOf(type))))
                .should()
                .accessTargetWhere(describe("a clock, a timer or a thread", ClocksAndThreads::isOne))
                .orShould()
                .dependOnClassesThat(are("timers", ClocksAndThreads::isTimer))
                .allowEmptyShould(true);
    }

    ArchRule nothingIsKeptPerThread() {
        return noClasses()
                .should()
                .dependOnClassesThat(are("thread-locals", Rules::isThreadLocal))
                .allowEmptyShould(true);
    }

    ArchRule noMethodIsSynchronized() {
        return methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).allowEmptyShould(true);
    }

    ArchRule noNameIsRefused() {
        return noClasses()
                .should(be(describe("called what the style refuses", Rules::isRefused)))
                .allowEmptyShould(true);
    }

    ArchRule plainDataIsRecords() {
        return classes()
                .that(are("options, snapshots or events", this::isNamedLikeData))
                .should(be(describe("records, or sealed over records", Layers::isData)))
                .allowEmptyShould(true);
    }

    ArchRule noClassExtendsAnotherOfOurs() {
        return noClasses()
                .should(be(describe("heirs of a class of ours", this::extendsOurs)))
                .allowEmptyShould(true);
    }

    ArchRule publicSignaturesDoNotMentionInternals() {
        return noMembers()
                .that(describe("are promised", this::isPromised))
                .should(be(describe("tied to internals", this::mentionsInternals)))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> are(String what, java.util.function.Predicate<JavaClass> predicate) {
        return describe("are " + what, predicate);
    }

    private boolean isCore(JavaClass type) {
        return layers.isOurs(type) && Layers.CORE.contains(layers.placeOf(type));
    }

    private boolean isIn(JavaClass type, String place) {
        return layers.isOurs(type) && layers.placeOf(type).equals(place);
    }

    private static boolean isRefused(JavaClass type) {
        String name = type.getSimpleName();
        boolean abstractInPublic =
                name.startsWith("Abstract") && type.getModifiers().contains(JavaModifier.PUBLIC);
        return abstractInPublic || REFUSED.matcher(name).matches();
    }

    private boolean isNamedLikeData(JavaClass type) {
        return PLAIN_DATA.matcher(type.getSimpleName()).matches() && !PROGRAMS.contains(layers.placeOf(type));
    }

    private static boolean isThreadLocal(JavaClass type) {
        return type.isEquivalentTo(ThreadLocal.class) || type.isEquivalentTo(InheritableThreadLocal.class);
    }

    /** The body of an enum's constant extends the enum, which is no inheritance of ours. */
    private boolean extendsOurs(JavaClass type) {
        return type.getRawSuperclass()
                .filter(layers::isOurs)
                .filter(parent -> !parent.isEnum() && !Throwable.class.isAssignableFrom(parent.reflect()))
                .isPresent();
    }

    private boolean isPromised(JavaMember member) {
        boolean reachable = member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
        return reachable
                && member.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && !isIn(member.getOwner(), "internal");
    }

    private boolean mentionsInternals(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream().anyMatch(type -> isIn(type, "internal"));
    }
}
