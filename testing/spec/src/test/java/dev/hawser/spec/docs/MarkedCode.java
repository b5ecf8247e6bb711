// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code in documents that claims to be copied from an example that compiles. In the document:
 *
 * <pre>
 * &lt;!-- from: dev/hawser/examples/Tour.java#first --&gt;
 * ```java
 * ...
 * ```
 * </pre>
 *
 * and in the example the lines between {@code // tag::first} and {@code // end::first}. The indentation that all lines
 * share does not count.
 *
 * @param file below the examples' sources
 * @param region the name of the tag
 * @param code as the document has it
 */
record MarkedCode(String file, String region, String code) {
    private static final Pattern MARK = Pattern.compile("<!--\\s*from:\\s*(.*?)\\s*-->\\s*");
    private static final Pattern SOURCE = Pattern.compile("(\\S+\\.java)#([A-Za-z0-9-]+)");
    private static final String FENCE = "```";

    /**
     * All marked blocks of a document.
     *
     * @throws IllegalArgumentException if a mark is malformed or no block follows it: it would check nothing
     */
    static List<MarkedCode> in(String document) {
        List<String> lines = document.lines().toList();
        List<MarkedCode> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher mark = MARK.matcher(lines.get(i));
            if (mark.matches()) {
                blocks.add(block(mark.group(1), lines.subList(i + 1, lines.size())));
            }
        }
        return blocks;
    }

    private static MarkedCode block(String mark, List<String> after) {
        Matcher source = SOURCE.matcher(mark);
        int end = after.isEmpty() ? -1 : after.subList(1, after.size()).indexOf(FENCE);
        if (!source.matches() || end < 0 || !after.get(0).equals(FENCE + "java")) {
            throw new IllegalArgumentException("mark '" + mark + "' (expected: File.java#region, then a java block)");
        }
        return new MarkedCode(source.group(1), source.group(2), plain(after.subList(1, end + 1)));
    }

    /**
     * A region of a source, without the tags inside it.
     *
     * @throws IllegalArgumentException if it does not have exactly one such region
     */
    static String region(String name, String source) {
        List<String> lines = source.lines().toList();
        List<String> bare = lines.stream().map(String::strip).toList();
        int start = bare.indexOf("// tag::" + name);
        int end = bare.indexOf("// end::" + name);
        if (start < 0 || end < start || bare.lastIndexOf("// tag::" + name) != start) {
            throw new IllegalArgumentException("region '" + name + "' (expected: once, from tag:: to end::)");
        }
        return plain(lines.subList(start + 1, end).stream()
                .filter(line -> !line.strip().matches("// (tag|end)::.*"))
                .toList());
    }

    private static String plain(List<String> lines) {
        return String.join("\n", lines).stripIndent().strip();
    }
}
