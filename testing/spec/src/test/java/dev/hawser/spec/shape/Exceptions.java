// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The allow-list: {@code path kind size reason}, one to a line. In a path, {@code …} stands for any folders. The size is
 * the largest that is excused, so that what is on the list cannot grow unseen; an entry that excuses nothing is out of
 * date and must go.
 */
final class Exceptions {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(file|method|params|package) (\\d+)\\s+(\\S.*)");

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String line, Pattern path, String kind, int size) {
        boolean excuses(Finding finding) {
            return kind.equals(finding.kind())
                    && finding.size() <= size
                    && path.matcher(finding.path()).matches();
        }
    }

    Exceptions(String text) {
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Exceptions::parse)
                .forEach(entries::add);
    }

    private static Entry parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("shape-exceptions.txt: '" + line
                    + "' (expected: path, then file, method, params or package and a size, then the reason)");
        }
        String path = Pattern.quote(matcher.group(1)).replace("…", "\\E.*\\Q");
        return new Entry(line, Pattern.compile(path), matcher.group(2), Integer.parseInt(matcher.group(3)));
    }

    /** What nobody has excused, then the entries that nobody needs. */
    List<String> judge(List<Finding> findings) {
        List<String> problems = new ArrayList<>();
        findings.stream()
                .filter(finding -> entries.stream().noneMatch(entry -> entry.excuses(finding)))
                .forEach(finding -> problems.add(finding.toString()));
        entries.stream()
                .filter(entry -> findings.stream().noneMatch(entry::excuses))
                .forEach(entry -> problems.add("shape-exceptions.txt: unused: " + entry.line()));
        return problems;
    }
}
