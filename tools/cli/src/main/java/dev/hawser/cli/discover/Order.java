// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.endpoint.Endpoint;
import java.util.Comparator;
import java.util.regex.Pattern;

/** In which order endpoints are shown: what is tried first comes first, then by address, numbers as numbers. */
final class Order {

    static final Comparator<Endpoint> OF_ENDPOINTS = Comparator.comparingInt(Endpoint::priority)
            .thenComparing(e -> sortable(e.address().host()))
            .thenComparing(Endpoint::address);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private Order() {}

    /** 10.0.0.9 comes before 10.0.0.10, and node-2 before node-10. */
    private static String sortable(String host) {
        return NUMBER.matcher(host)
                .replaceAll(number -> "0".repeat(9 - number.group().length()) + number.group());
    }
}
