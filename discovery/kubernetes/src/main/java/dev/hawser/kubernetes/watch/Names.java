// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** Kubernetes' rules for names (RFC 1123), so that what goes into a URL is always a name. */
public final class Names {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private Names() {}

    public static String requireLabel(String field, String name) {
        return require(field, name, LABEL, LONGEST_LABEL, "lower-case letters, digits and -");
    }

    public static String requireSubdomain(String field, String name) {
        return require(field, name, SUBDOMAIN, LONGEST_SUBDOMAIN, "lower-case letters, digits, - and .");
    }

    private static String require(String field, String name, Pattern pattern, int longest, String expected) {
        requireNonNull(name, field);
        if (name.length() > longest || !pattern.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    field + ": '" + name + "' (expected: " + expected + ", at most " + longest + " characters)");
        }
        return name;
    }
}
