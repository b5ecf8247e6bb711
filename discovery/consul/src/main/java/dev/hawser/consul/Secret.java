// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import dev.hawser.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The token that a query was sent with. The other side may repeat it, in its errors and in what it says of instances; names,
 * tags and metadata are shown on pages and in logs, so nothing of it may go further.
 *
 * <p>A class, not a record, for a record prints what it holds.
 */
final class Secret {
    private static final String HIDDEN = "***";

    /** Shorter ones are no secrets, and may be part of a name or a tag, which would be another without it. */
    private static final int SHORTEST_IN_DATA = 8;

    /** Fewer characters at the end of a text that was cut are there by chance, and tell nothing. */
    private static final int TELLING = 4;

    private final String token;

    Secret(String token) {
        this.token = token;
    }

    /** A message without it; also where only its beginning is left, because the text was cut there. */
    String notIn(String message) {
        String result = message.replace(token, HIDDEN);
        for (int length = token.length() - 1; length > 0 && result.indexOf(Oddity.CUT) >= 0; length--) {
            result = result.replace(token.substring(0, length) + Oddity.CUT, HIDDEN + Oddity.CUT);
        }
        return result;
    }

    /** An answer without it. An instance at an address that holds it is left out, for who connects there tells it. */
    HealthAnswer notIn(HealthAnswer answer) {
        boolean told = token.length() >= SHORTEST_IN_DATA
                && (answer.endpoints().stream().anyMatch(this::isIn)
                        || answer.oddities().stream().anyMatch(this::isIn));
        return told ? without(answer) : answer;
    }

    private HealthAnswer without(HealthAnswer answer) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<Oddity> oddities = new ArrayList<>();
        answer.oddities().forEach(each -> oddities.add(new Oddity(notIn(each.instance()), notIn(each.problem()))));
        for (Endpoint each : answer.endpoints()) {
            if (isInAddress(each)) {
                oddities.add(new Oddity(HIDDEN, "its address holds the token that was sent; it is left out"));
            } else {
                endpoints.add(isIn(each) ? without(each) : each);
            }
        }
        return new HealthAnswer(List.copyOf(endpoints), List.copyOf(oddities));
    }

    private Endpoint without(Endpoint endpoint) {
        Map<String, String> attributes = new HashMap<>(endpoint.attributes());
        attributes.replaceAll((name, value) -> cutBefore(value).replace(token, HIDDEN));
        return new Endpoint(endpoint.address(), endpoint.weight(), endpoint.priority(), attributes);
    }

    private boolean isIn(Endpoint endpoint) {
        return isInAddress(endpoint)
                || endpoint.attributes().values().stream()
                        .anyMatch(value -> value.contains(token) || isCutInside(value));
    }

    /** In whatever case: to a host's name it makes no difference. */
    private boolean isInAddress(Endpoint endpoint) {
        String host = endpoint.address().host();
        return host.length() >= token.length()
                && host.toLowerCase(Locale.ROOT).contains(token.toLowerCase(Locale.ROOT));
    }

    private boolean isIn(Oddity oddity) {
        return !notIn(oddity.instance()).equals(oddity.instance())
                || !notIn(oddity.problem()).equals(oddity.problem());
    }

    private boolean isCutInside(String value) {
        return !cutBefore(value).equals(value);
    }

    /** A value of the greatest length was perhaps longer, and ends perhaps in the token's beginning. */
    private String cutBefore(String value) {
        for (int length = token.length() - 1;
                value.length() == ConsulAttributes.MAX_VALUE && length >= TELLING;
                length--) {
            if (value.endsWith(token.substring(0, length))) {
                return value.substring(0, value.length() - length) + HIDDEN;
            }
        }
        return value;
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
