// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The JSON documents are promised: docs/cli.md shows one of each, and it has the fields of the records that make them,
 * no more and no fewer. Whoever changes a record changes the page.
 */
class SchemaTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "cli.md");

    @ParameterizedTest
    @CsvSource({
        "hawser.demo/1, dev.hawser.cli.demo.DemoReport",
        "hawser.bench/1, dev.hawser.cli.bench.BenchReport",
        "hawser.bench-failure/1, dev.hawser.cli.bench.BenchFailure",
        "hawser.discover/1, dev.hawser.cli.discover.DiscoverReport",
        "hawser.discover-event/1, dev.hawser.cli.discover.DiscoverEvent",
        "hawser.doctor/1, dev.hawser.cli.doctor.DoctorReport"
    })
    void theDocumentedExampleHasTheFieldsOfTheDocument(String schema, Class<?> report) throws IOException {
        Set<String> promised = new TreeSet<>();
        collect("", report, promised);

        Set<String> seen = new TreeSet<>();
        collect("", example(schema), seen);
        // The names in a map are data, not fields.
        Set<String> shown = seen.stream()
                .map(path -> promised.stream()
                        .filter(map -> path.startsWith(map + "."))
                        .findFirst()
                        .orElse(path))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(shown).isEqualTo(promised);
    }

    private static JsonObject example(String schema) throws IOException {
        Matcher block = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        while (block.find()) {
            JsonObject document = JsonParser.parseString(block.group(1)).getAsJsonObject();
            if (document.get("schema").getAsString().equals(schema)) {
                return document;
            }
        }
        throw new AssertionError("docs/cli.md shows no document of schema " + schema);
    }

    private static void collect(String path, Type type, Set<String> into) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            into.add(path);
        } else if (type instanceof ParameterizedType list) {
            collect(path + "[]", list.getActualTypeArguments()[0], into);
        } else if (type instanceof Class<?> record && record.isRecord()) {
            for (RecordComponent component : record.getRecordComponents()) {
                collect(path + "." + component.getName(), component.getGenericType(), into);
            }
        } else {
            into.add(path);
        }
    }

    private static void collect(String path, JsonElement element, Set<String> into) {
        if (element.isJsonArray() && element.getAsJsonArray().isEmpty()) {
            into.add(path + "[]");
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> collect(path + "[]", each, into));
        } else if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(e -> collect(path + "." + e.getKey(), e.getValue(), into));
        } else {
            into.add(path);
        }
    }
}
