// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be asked for. Strict, because the system would give some characters a meaning of their own. */
public final class DnsName {
    private static final int MAX_NAME = 253;
    private static final String LABEL = "[A-Za-z0-9_-]{1,63}";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?");

    private DnsName() {}

    /**
     * The name without the dot at its end.
     *
     * @throws IllegalArgumentException unless it is made of labels of ASCII letters, digits, '-' and '_'; names in
     *     other alphabets are written as {@code xn--...}
     */
    public static String check(String field, String name) {
        requireNonNull(name, field);
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    field + ": '" + name + "' (expected: a DNS name of letters, digits, '-' and '_')");
        }
        return withoutDot(name);
    }

    /** Whether {@link #check} would accept it. */
    static boolean isName(String name) {
        String bare = withoutDot(name);
        return bare.length() <= MAX_NAME && NAME.matcher(bare).matches();
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** The address, if the text is a literal IPv4 or IPv6 one, without brackets. Never asks anybody. */
    public static Optional<InetAddress> literal(String text) {
        boolean isV6 = IPV6.matcher(text).matches();
        if (!isV6 && !IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets, so that what only resembles an IPv6 address is refused and not looked up as a name.
            return Optional.of(InetAddress.getByName(isV6 ? "[" + text + "]" : text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
