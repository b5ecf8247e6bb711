// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may know whom. A place is the first package below the root, and each place has a row that lists the places it may
 * use; a package without a row is a decision that nobody has made yet, and fails.
 *
 * <pre>
 * tools and adapters   see core, never each other
 * client               the composition root of core
 * siblings             do not know each other; only pool knows transport
 * leaves               know only each other's records, and how durations and causes are worded
 * the root package     HawserException, which everybody may throw and which knows nobody
 * </pre>
 */
final class Layers {
    private static final String ROOT_PACKAGE = "";
    private static final String WORDS = "endpoint.Text";
    private static final Set<String> LEAVES = Set.of("call", "endpoint", "event", "time", "view");
    private static final Set<String> SIBLINGS =
            Set.of("cache", "failover", "balance", "limit", "health", "discovery", "leader", "pool", "transport");
    static final Set<String> CORE = union(LEAVES, SIBLINGS, Set.of(ROOT_PACKAGE, "client", "internal"));

    private static final Map<String, Set<String>> MAY_USE = rows();

    /**
     * Packages that are public for the others of their module only, and whom of these they may know themselves. The other
     * packages of the module may know them all.
     */
    private static final Map<String, Set<String>> INSIDE = Map.of(
            "kubernetes.api", Set.of(),
            "kubernetes.watch", Set.of("kubernetes.api"),
            "console.http", Set.of(),
            "console.sample", Set.of(),
            "console.lint", Set.of("console.sample"));

    private final String root;

    /** @param root the package whose sub-packages are the places */
    Layers(String root) {
        this.root = root;
    }

    private static Map<String, Set<String>> rows() {
        Map<String, Set<String>> rows = new TreeMap<>();
        Set<String> common = union(LEAVES, Set.of("internal"));
        rows.put(ROOT_PACKAGE, Set.of());
        LEAVES.forEach(leaf -> rows.put(leaf, common));
        rows.put("internal", LEAVES);
        SIBLINGS.forEach(sibling -> rows.put(sibling, common));
        rows.put("pool", union(common, Set.of("transport")));
        rows.put("client", CORE);
        // An adapter never sees `internal`. The transports have a front door each, which makes pools.
        // The presets of TCP's choose balancer, rate, backoff and idle order; multiplexing leases for each request.
        rows.put("tcp", union(LEAVES, SIBLINGS, Set.of("client")));
        // The balancer and the retry policy of its calls are chosen here; leaders and cached channels are asked for
        // here.
        rows.put("grpc", union(LEAVES, SIBLINGS, Set.of("client")));
        // Backoff, and the PEM files that the transports read as well.
        rows.put("consul", union(LEAVES, Set.of("discovery", "failover", "transport")));
        rows.put("kubernetes", union(LEAVES, Set.of("discovery")));
        // Snapshots of pools, and of the registry of channels.
        rows.put("micrometer", union(LEAVES, Set.of("client", "grpc")));
        rows.put("console", LEAVES);
        Set<String> exported = new TreeSet<>(CORE);
        exported.remove("internal");
        rows.put("testkit", exported);
        // Servers for tests, which know nothing of what is tested with them.
        rows.put("servers", Set.of("time"));
        rows.put("spring", union(exported, Set.of("tcp", "grpc", "consul", "kubernetes", "micrometer", "console")));
        rows.put("cli", union(exported, Set.of("tcp", "grpc", "consul", "kubernetes", "micrometer", "console")));
        return rows;
    }

    @SafeVarargs
    private static Set<String> union(Collection<String>... sets) {
        Set<String> union = new TreeSet<>();
        for (Collection<String> set : sets) {
            union.addAll(set);
        }
        return union;
    }

    boolean isOurs(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }

    String placeOf(JavaClass type) {
        return below(type).split("\\.")[0];
    }

    private String below(JavaClass type) {
        String below = type.getPackageName().substring(root.length());
        return below.isEmpty() ? ROOT_PACKAGE : below.substring(1);
    }

    ArchCondition<JavaClass> areKept() {
        return new ArchCondition<>("know only the packages that its row in Layers lists") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!MAY_USE.containsKey(placeOf(type))) {
                    String problem = type.getName() + " is in a package that has no row in Layers";
                    events.add(SimpleConditionEvent.violated(type, problem));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(target) && !mayKnow(type, target)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean mayKnow(JavaClass type, JavaClass target) {
        String from = placeOf(type);
        String to = placeOf(target);
        if (to.equals(ROOT_PACKAGE)) {
            return true;
        }
        if (from.equals(to)) {
            return mayKnowInside(below(type), below(target));
        }
        if (INSIDE.containsKey(below(target))) {
            return false;
        }
        boolean betweenLeaves = LEAVES.contains(from) && LEAVES.contains(to);
        return MAY_USE.get(from).contains(to) && (!betweenLeaves || isData(target) || isWords(target));
    }

    private boolean isWords(JavaClass target) {
        return target.getName().equals(root + "." + WORDS);
    }

    private static boolean mayKnowInside(String from, String to) {
        return from.equals(to) || !INSIDE.containsKey(from) || INSIDE.get(from).contains(to);
    }

    /** A record, an enum, or an interface that only records and enums implement. */
    static boolean isData(JavaClass type) {
        if (type.isRecord() || type.isEnum()) {
            return true;
        }
        return type.isInterface()
                && !type.getAllSubclasses().isEmpty()
                && type.getAllSubclasses().stream().allMatch(Layers::isData);
    }
}
