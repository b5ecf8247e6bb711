// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.churn;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What is reachable, by class: HotSpot's class histogram, before which it collects all garbage. Exact where "used memory" is
 * not, and it names what has grown.
 *
 * @param classes by their names, as HotSpot writes them
 */
record Heap(Map<String, Kind> classes) {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    /** Of one class. */
    record Kind(long instances, long bytes) {}

    static boolean canBeSeen() {
        try {
            return SERVER.isRegistered(new ObjectName(COMMANDS));
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    static Heap now() {
        Map<String, Kind> classes = new LinkedHashMap<>();
        histogram().lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Kind kind = new Kind(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
            classes.merge(line.group(3), kind, (a, b) -> new Kind(a.instances + b.instances, a.bytes + b.bytes));
        });
        return new Heap(classes);
    }

    private static String histogram() {
        try {
            return (String) SERVER.invoke(
                    new ObjectName(COMMANDS), "gcClassHistogram", new Object[] {new String[0]}, new String[] {
                        String[].class.getName()
                    });
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    long bytes() {
        return classes.values().stream().mapToLong(Kind::bytes).sum();
    }

    /** Instances of our classes, but for those of tests. */
    long ours() {
        return instances(name -> name.contains("dev.hawser.") && !name.contains("dev.hawser.spec."));
    }

    long instances(Predicate<String> ofClass) {
        return classes.entrySet().stream()
                .filter(each -> ofClass.test(each.getKey()))
                .mapToLong(each -> each.getValue().instances)
                .sum();
    }

    /** What has grown most since then, for people. */
    String growthSince(Heap earlier) {
        Map<String, Long> growth = new LinkedHashMap<>();
        classes.forEach((name, kind) ->
                growth.put(name, kind.instances - earlier.classes.getOrDefault(name, new Kind(0, 0)).instances));
        return growth.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(12)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", ", "more instances: ", ""));
    }
}
