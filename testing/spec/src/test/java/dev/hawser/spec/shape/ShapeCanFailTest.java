// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows the reader of sources one offender of each kind, and its innocent neighbour. */
class ShapeCanFailTest {
    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final Finding LONG_FILE = new Finding("core/src/main/java/a/Long.java", "file", 430, "long");

    private static List<String> kinds(String code) {
        return Shape.of(Source.parse("a/A.java", LICENCE + code)).stream()
                .map(finding -> finding.kind() + " " + finding.size())
                .toList();
    }

    private static String method(int lines) {
        return "class A {\n/** Long\n * prose. */\nvoid f() {\n" + "g();\n".repeat(lines - 2) + "}\n}\n";
    }

    @Test
    void aFileOfMoreThan400Lines() {
        assertThat(kinds("//\n".repeat(399))).isEmpty();
        assertThat(kinds("//\n".repeat(400))).containsExactly("file 401");
    }

    @Test
    void aMethodOfMoreThan50LinesNotCountingItsJavadoc() {
        assertThat(kinds(method(50))).isEmpty();
        assertThat(kinds(method(51))).containsExactly("method 51");
    }

    @Test
    void aConstructorOfMoreThanFiveParameters() {
        assertThat(kinds("class A { A(int a, int b, int c, int d, int e) {} }")).isEmpty();
        assertThat(kinds("class A { A(int a, int b, int c, int d, int e, int f) {} }"))
                .containsExactly("params 6");
    }

    @Test
    void aRecordOfMoreThanEightComponents() {
        String eight = "int a, int b, int c, int d, int e, int f, int g, int h";

        assertThat(kinds("record A(" + eight + ") { static int X = 1; A { f(); } }"))
                .isEmpty();
        assertThat(kinds("record A(" + eight + ", int i) {}")).containsExactly("params 9");
    }

    @Test
    void synchronizedMethodsAndBlocksButNotTheWord() {
        assertThat(kinds("class A { synchronized void f() {} }")).containsExactly("synchronized 0");
        assertThat(kinds("class A { void f() { synchronized (this) {} } }")).containsExactly("synchronized 0");
        assertThat(kinds("class A { /* synchronized (this) {} */ String s = \"synchronized\"; }"))
                .isEmpty();
    }

    @Test
    void everyWayToSleep() {
        assertThat(kinds("class A { void f() { Thread.sleep(1); } }")).containsExactly("sleep 0");
        assertThat(kinds("class A { void f() { java.util.concurrent.TimeUnit.DAYS.sleep(1); } }"))
                .containsExactly("sleep 0");
        assertThat(kinds("import static java.lang.Thread.sleep; class A {}")).containsExactly("sleep 0");
        assertThat(kinds("class A { void f() { cat.sleep(1); } }")).isEmpty();
    }

    @Test
    void aThreadLocalButNotARandom() {
        assertThat(kinds("class A { ThreadLocal<String> t; }")).containsExactly("thread-local 0");
        assertThat(kinds("class A { int r = ThreadLocalRandom.current().nextInt(); }"))
                .isEmpty();
    }

    @Test
    void aMissingLicenceLine() {
        assertThat(Shape.of(Source.parse("a/A.java", "class A {}")))
                .extracting(Finding::kind)
                .containsExactly("licence");
    }

    @Test
    void aPackageWithoutItsPageAndAPackageThatIsTwo() {
        Stream<String> files = IntStream.rangeClosed(1, 21).mapToObj(i -> "m/src/main/java/a/A" + i + ".java");
        List<String> withPage = Stream.concat(files, Stream.of("m/src/main/java/a/package-info.java"))
                .toList();

        assertThat(Packages.judge(withPage)).extracting(Finding::kind).containsExactly("package");
        assertThat(Packages.judge(withPage.subList(1, 22))).isEmpty();
        assertThat(Packages.judge(withPage.subList(0, 20)))
                .extracting(Finding::kind)
                .containsExactly("package-info");
        assertThat(Packages.judge(List.of("m/src/main/java/module-info.java"))).isEmpty();
    }

    @Test
    void anExceptionExcusesUpToItsSize() {
        var exceptions = new Exceptions("core/…/a/Long.java  file 430  it reads better whole\n");
        Finding longer = new Finding(LONG_FILE.path(), "file", 431, "longer");

        assertThat(exceptions.judge(List.of(LONG_FILE))).isEmpty();
        assertThat(exceptions.judge(List.of(LONG_FILE, longer)))
                .containsExactly("core/src/main/java/a/Long.java: longer");
    }

    @Test
    void anExceptionThatExcusesNothingFails() {
        var exceptions = new Exceptions("# comment\n\ncore/…/b/Long.java  file 430  it reads better whole\n");

        assertThat(exceptions.judge(List.of(LONG_FILE)))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("unused: core/…/b/Long.java"));
    }

    @Test
    void anExceptionWithoutAReasonOrForWhatHasNoneIsRefused() {
        assertThatThrownBy(() -> new Exceptions("core/A.java  file 430")).hasMessageContaining("expected");
        assertThatThrownBy(() -> new Exceptions("core/A.java  synchronized 0  please"))
                .hasMessageContaining("expected");
    }
}
