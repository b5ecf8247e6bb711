// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spec.Repository;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists that stand apart from what they list, held together. */
class ModulesTest {
    private static final String CORE_SOURCES = "core/src/main/java/";

    @Test
    void coreExportsEachPackageButInternal() {
        Set<String> packages = Repository.files(name -> name.startsWith(CORE_SOURCES + "dev/")).stream()
                .map(file -> Repository.name(file.getParent())
                        .substring(CORE_SOURCES.length())
                        .replace('/', '.'))
                .filter(name -> !name.startsWith("dev.hawser.internal"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(matches(CORE_SOURCES + "module-info.java", "exports ([a-z.]+);"))
                .isEqualTo(packages);
    }

    /** Users import the BOM, the build uses the parent: a library that is in one and not in the other is forgotten. The
     * command and the servers of our own tests are no libraries. */
    @Test
    void theBomListsEachLibraryThatTheParentManages() {
        String managed = "<groupId>dev\\.hawser</groupId><artifactId>([a-z0-9-]+)</artifactId>"
                + "<version>\\$\\{project\\.version}</version></dependency>";
        Set<String> libraries = matches("pom.xml", managed);
        libraries.removeAll(Set.of("hawser-cli", "hawser-servers"));

        assertThat(matches("bom/pom.xml", managed)).isEqualTo(libraries);
    }

    private static Set<String> matches(String file, String pattern) {
        Path path = Repository.root().resolve(file);
        return Pattern.compile(pattern)
                .matcher(Repository.read(path))
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
