// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /etc/resolv.conf}: whom the system asks, and how (resolv.conf(5)). What can't be understood is passed over, as C
 * libraries do.
 *
 * @param servers at most three; the machine itself if none is named
 * @param search domains to try a short name in
 * @param dots a name with so many is tried as it is before the domains
 * @param longestTry how long to wait for one server
 * @param attempts how often to ask each
 */
record ResolvConf(List<InetAddress> servers, List<String> search, int dots, Duration longestTry, int attempts) {
    private static final int MOST_SERVERS = 3;
    private static final int MOST_DOMAINS = 32;
    private static final int MOST_DOTS = 15;
    private static final int MOST_SECONDS = 30;
    private static final int MOST_ATTEMPTS = 5;

    static ResolvConf parse(String text) {
        List<InetAddress> servers = new ArrayList<>();
        List<String> search = List.of();
        int dots = 1;
        int seconds = 5;
        int attempts = 2;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "nameserver" -> addServer(servers, words);
                case "domain", "search" -> search = domains(words);
                case "options" -> {
                    for (String word : words) {
                        dots = option(word, "ndots:", dots, 0, MOST_DOTS);
                        seconds = option(word, "timeout:", seconds, 1, MOST_SECONDS);
                        attempts = option(word, "attempts:", attempts, 1, MOST_ATTEMPTS);
                    }
                }
                default -> {} // a comment, sortlist, or what nobody knows
            }
        }
        if (servers.isEmpty()) {
            servers.add(InetAddress.getLoopbackAddress());
        }
        return new ResolvConf(List.copyOf(servers), search, dots, Duration.ofSeconds(seconds), attempts);
    }

    private static void addServer(List<InetAddress> servers, String[] words) {
        if (words.length > 1 && servers.size() < MOST_SERVERS) {
            DnsName.literal(words[1]).ifPresent(servers::add);
        }
    }

    /** Of several lines the last counts. A dot alone is the root, which is tried anyway. */
    private static List<String> domains(String[] words) {
        List<String> domains = new ArrayList<>();
        for (int i = 1; i < words.length && domains.size() < MOST_DOMAINS; i++) {
            if (DnsName.isName(words[i])) {
                domains.add(DnsName.check("search", words[i]));
            }
        }
        return List.copyOf(domains);
    }

    private static int option(String word, String name, int orElse, int least, int most) {
        if (!word.startsWith(name)) {
            return orElse;
        }
        try {
            return Math.max(least, Math.min(most, Integer.parseInt(word.substring(name.length()))));
        } catch (NumberFormatException e) {
            return orElse;
        }
    }

    /** The names to ask for, in this order; a name that ends in a dot is asked for as it is and nowhere else. */
    List<String> candidates(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> names = new ArrayList<>();
        search.stream()
                .map(domain -> name + "." + domain)
                .filter(DnsName::isName)
                .forEach(names::add);
        boolean asItIsFirst = name.chars().filter(c -> c == '.').count() >= dots;
        names.add(asItIsFirst ? 0 : names.size(), name);
        return names;
    }
}
