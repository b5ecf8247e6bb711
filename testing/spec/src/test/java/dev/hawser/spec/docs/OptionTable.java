// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.docs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/configuration.md: below a heading with a type's name, one row per option. */
final class OptionTable {
    private static final Pattern TYPE = Pattern.compile("## ([A-Z][A-Za-z]+)");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.*?) \\| ([EFR]) \\| (.+) \\|");
    private static final Pattern QUOTED = Pattern.compile("`(.*?)`.*");

    private OptionTable() {}

    /** Per type the options and what the second column says: the code in it, or its words where it has none. */
    static Map<String, Map<String, String>> in(String document) {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        Map<String, String> current = new LinkedHashMap<>();
        for (String line : document.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (type.matches()) {
                current = new LinkedHashMap<>();
                tables.put(type.group(1), current);
            } else if (row.matches()) {
                Matcher quoted = QUOTED.matcher(row.group(2));
                current.put(row.group(1), quoted.matches() ? quoted.group(1) : row.group(2));
            }
        }
        tables.values().removeIf(Map::isEmpty);
        return tables;
    }
}
