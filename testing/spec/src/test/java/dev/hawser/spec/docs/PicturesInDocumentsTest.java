// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spec.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A picture that a document shows is there; those of the console are made by its browser tests. */
class PicturesInDocumentsTest {
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\(([^)\\s]+)\\)|src(?:set)?=\"([^\"]+)\"");

    @Test
    void everyPictureExists() {
        List<Path> pictures = new ArrayList<>();
        for (Path document : Repository.files(name -> name.matches("README\\.md|docs/.*\\.md"))) {
            names(Repository.read(document)).stream()
                    .filter(name -> !name.startsWith("http"))
                    .map(name -> document.resolveSibling(name).normalize())
                    .forEach(pictures::add);
        }

        assertThat(pictures)
                .hasSizeGreaterThan(2)
                .allSatisfy(picture -> assertThat(Files.isRegularFile(picture))
                        .as("%s", picture)
                        .isTrue());
    }

    @Test
    void picturesAreFoundInBothWaysOfWritingThem() {
        assertThat(names(
                        "a ![the page](docs/a.png) b <source srcset=\"docs/b.png\"><img alt=\"c\" src=\"docs/c.png\">"))
                .containsExactly("docs/a.png", "docs/b.png", "docs/c.png");
    }

    private static List<String> names(String document) {
        return PICTURE.matcher(document)
                .results()
                .map(PicturesInDocumentsTest::name)
                .toList();
    }

    private static String name(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
