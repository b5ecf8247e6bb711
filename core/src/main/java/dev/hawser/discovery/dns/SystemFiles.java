// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the machine's files say about names. Seen anew whenever one of them has changed. */
final class SystemFiles {
    private static final List<String> VARIABLES = List.of("RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES");

    /** One for all resolvers, because some hosts files are megabytes long. */
    static final SystemFiles ETC = new SystemFiles(Path.of("/etc"), isForeign());

    private final boolean foreign;
    private final Reread<ResolvConf> configuration;
    private final Reread<NameSwitch> nameSwitch;
    private final Reread<Set<String>> hosts;

    /** @param foreign whether the system has ways that these files don't tell */
    SystemFiles(Path folder, boolean foreign) {
        this.foreign = foreign;
        configuration = new Reread<>(folder.resolve("resolv.conf"), ResolvConf::parse);
        nameSwitch = new Reread<>(folder.resolve("nsswitch.conf"), NameSwitch::parse);
        hosts = new Reread<>(folder.resolve("hosts"), SystemFiles::names);
    }

    /** macOS keeps its servers elsewhere, by domain; the C library reads three variables, and the JDK one property. */
    private static boolean isForeign() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
                || System.getProperty("jdk.net.hosts.file") != null
                || VARIABLES.stream().anyMatch(name -> System.getenv(name) != null);
    }

    Optional<ResolvConf> configuration() {
        return configuration.get();
    }

    NameSwitch nameSwitch() {
        return nameSwitch.get().orElse(NameSwitch.USUAL);
    }

    /** Whether DNS is where the system would look for this name, after the hosts file has said nothing. */
    boolean isForDns(String name) {
        NameSwitch sources = nameSwitch();
        String key = name.toLowerCase(Locale.ROOT);
        boolean local = key.equals("localhost") || key.endsWith(".localhost");
        boolean multicast = sources.hasMulticast() && key.endsWith(".local");
        return !foreign
                && sources.isPlain()
                && !local
                && !multicast
                && !hosts.get().orElse(Set.of()).contains(key);
    }

    /** The names that a hosts file has: on each line all words but the first, which is the address. */
    private static Set<String> names(String text) {
        Set<String> names = new HashSet<>();
        text.lines().forEach(line -> {
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
            for (int i = 1; i < words.length; i++) {
                names.add(words[i].toLowerCase(Locale.ROOT));
            }
        });
        return names;
    }
}
