// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.util.Arrays;
import java.util.List;

/**
 * The {@code hosts} line of {@code /etc/nsswitch.conf}: where the system looks for names, in which order.
 *
 * @param isPlain whether it is the hosts file first and then DNS, so that we can do the same; a multicast source between
 *     them is fine, since it is asked for names below {@code .local} only
 * @param hasMulticast whether there is one
 * @param hasMore whether other sources are asked for what DNS doesn't know
 */
record NameSwitch(boolean isPlain, boolean hasMulticast, boolean hasMore) {

    /** What a system without the file does. */
    static final NameSwitch USUAL = new NameSwitch(true, false, false);

    private static final String LINE = "hosts:";
    private static final String MULTICAST = "mdns[46]?_minimal( +\\[NOTFOUND=return\\])?";

    static NameSwitch parse(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> line.startsWith(LINE))
                .findFirst()
                .map(line -> of(line.substring(LINE.length())))
                .orElse(USUAL);
    }

    private static NameSwitch of(String line) {
        String without = line.replaceAll("\\s+", " ").replaceAll(MULTICAST, "").strip();
        List<String> sources = Arrays.asList(without.split(" +"));
        boolean plain = sources.size() >= 2
                && sources.get(0).equals("files")
                && sources.get(1).equals("dns")
                && without.indexOf('[') < 0;
        return new NameSwitch(plain, line.contains("mdns"), sources.size() > 2);
    }
}
