// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.spec.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The documents speak of types, members and files that exist. A name in code marks that looks like a type's must be one
 * of ours or of those listed here; a member written behind it must be a word in the type's source.
 */
class DocumentedNamesTest {
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern NAME = Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.#](\\w+))?.*");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** Names that are not ours, and that the documents use. */
    private static final Set<String> FOREIGN = Set.of(
            "ClientStreamTracer",
            "CompletableFuture",
            "ExecCredential",
            "IOException",
            "InetAddress",
            "InterruptedException",
            "LengthFieldBasedFrameDecoder",
            "LoadBalancer",
            "LockSupport",
            "ManagedChannel",
            "ReentrantLock",
            "StatusRuntimeException",
            "SSLSocket",
            "TLSv1",
            "ThreadLocal",
            "TimeoutException");

    @Test
    void everyTypeAndMemberNamedIsThere() {
        Map<String, String> types = types();
        List<String> strangers = new ArrayList<>();
        for (Path document : documents()) {
            CODE.matcher(Repository.read(document))
                    .results()
                    .map(code -> code.group(1))
                    .forEach(code -> {
                        var name = NAME.matcher(code);
                        if (name.matches()
                                && !FOREIGN.contains(name.group(1))
                                && !isThere(types, name.group(1), name.group(2))) {
                            strangers.add(Repository.name(document) + ": " + code);
                        }
                    });
        }

        assertThat(strangers).isEmpty();
    }

    @Test
    void everyLinkLeadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (MatchResult link :
                    LINK.matcher(Repository.read(document)).results().toList()) {
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    broken.add(Repository.name(document) + ": " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void aNameThatIsGoneIsNoticed() {
        assertThat(isThere(types(), "LeaseOptions", null)).isFalse();
        assertThat(isThere(types(), "PoolOptions", "withMaxSize")).isFalse();
        assertThat(isThere(types(), "PoolOptions", "withMaxConnections")).isTrue();
    }

    private static boolean isThere(Map<String, String> types, String type, String member) {
        String source = types.get(type);
        return source != null
                && (member == null
                        || Pattern.compile("\\b" + member + "\\b")
                                .matcher(source)
                                .find());
    }

    /** Each type of the repository, nested ones included, with the source it is in. */
    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        for (Path file : Repository.files(name -> name.endsWith(".java"))) {
            String source = Repository.read(file);
            TYPE.matcher(source).results().forEach(type -> types.merge(type.group(1), source, String::concat));
        }
        return types;
    }

    private static List<Path> documents() {
        return Repository.files(name -> name.matches("README\\.md|CHANGELOG\\.md|CONTRIBUTING\\.md|docs/.*\\.md"));
    }
}
