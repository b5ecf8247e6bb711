// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.shape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What folders tell: a package without its page, a package that is two. */
final class Packages {
    static final int FILES = 20;

    private Packages() {}

    /** @param paths of all sources below the root of the repository */
    static List<Finding> judge(Collection<String> paths) {
        Map<String, TreeSet<String>> packages = new TreeMap<>();
        for (String path : paths) {
            int slash = path.lastIndexOf('/');
            String file = path.substring(slash + 1);
            if (!file.equals("module-info.java")) {
                packages.computeIfAbsent(path.substring(0, slash), folder -> new TreeSet<>())
                        .add(file);
            }
        }
        List<Finding> findings = new ArrayList<>();
        packages.forEach((folder, files) -> {
            if (!files.remove("package-info.java")) {
                findings.add(new Finding(folder, "package-info", 0, "there is no package-info.java"));
            }
            if (files.size() > FILES) {
                String what = files.size() + " files, which are usually two concepts (most: " + FILES + ")";
                findings.add(new Finding(folder, "package", files.size(), what));
            }
        });
        return findings;
    }
}
