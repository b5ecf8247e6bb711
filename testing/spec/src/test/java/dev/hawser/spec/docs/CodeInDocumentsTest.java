// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.spec.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documents show is what the examples compile: see {@link MarkedCode} for how to mark a block. */
class CodeInDocumentsTest {
    private static final String DOCUMENT = """
            # Title
            <!-- from: a/Tour.java#first -->
            ```java
            var pool = open();

            if (pool.isFull()) {
                wait();
            }
            ```
            ```java
            not marked
            ```
            """;
    private static final String EXAMPLE = """
            class Tour {
                void tour() {
                    // tag::first
                    var pool = open();

                    // tag::inner
                    if (pool.isFull()) {
                        wait();
                    }
                    // end::inner
                    // end::first
                }
            }
            """;

    @Test
    void everyMarkedBlockIsItsExample() {
        Path examples = Repository.root().resolve("examples/src/main/java");
        for (Path document : Repository.files(name -> name.matches("README\\.md|docs/.*\\.md"))) {
            for (MarkedCode block : MarkedCode.in(Repository.read(document))) {
                String example = Repository.read(examples.resolve(block.file()));

                assertThat(block.code())
                        .as("%s, from %s#%s", Repository.name(document), block.file(), block.region())
                        .isEqualTo(MarkedCode.region(block.region(), example));
            }
        }
    }

    @Test
    void aMarkedBlockIsFoundAndEqualsItsRegionWhateverTheIndentation() {
        assertThat(MarkedCode.in(DOCUMENT)).hasSize(1).first().satisfies(block -> {
            assertThat(block.file()).isEqualTo("a/Tour.java");
            assertThat(block.code()).isEqualTo(MarkedCode.region(block.region(), EXAMPLE));
        });
    }

    @Test
    void aChangedExampleIsNoticed() {
        String changed = MarkedCode.region("first", EXAMPLE.replace("open()", "open(1)"));

        assertThat(MarkedCode.in(DOCUMENT).get(0).code()).isNotEqualTo(changed);
    }

    @Test
    void aMarkThatWouldCheckNothingIsRefused() {
        assertThatThrownBy(() -> MarkedCode.in("<!-- from: Tour.java -->\n```java\n```\n"))
                .hasMessageContaining("Tour.java");
        assertThatThrownBy(() -> MarkedCode.in("<!-- from: Tour.java#first -->\n\nprose\n"))
                .hasMessageContaining("then a java block");
    }

    @Test
    void aRegionThatIsMissingOrThereTwiceIsRefused() {
        assertThatThrownBy(() -> MarkedCode.region("second", EXAMPLE)).hasMessageContaining("second");
        assertThatThrownBy(() -> MarkedCode.region("first", EXAMPLE + EXAMPLE)).hasMessageContaining("once");
    }
}
