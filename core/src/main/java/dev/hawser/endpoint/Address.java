// SPDX-License-Identifier: Apache-2.0
package dev.hawser.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port: what makes an endpoint the same endpoint from one discovery answer to the next.
 *
 * <p>The host is a name or a literal IP address, kept as given and never resolved here; an IPv6 literal is held
 * without its brackets, whether it is given with them or not, and printed with them. Ordered by host, then port.
 *
 * @param host not blank
 * @param port 1 to 65535; -1 in one that is {@linkplain #named named}
 */
public record Address(String host, int port) implements Comparable<Address> {

    /** In place of a port, where {@code host} is the name of something that the transport knows how to reach. */
    private static final int NO_PORT = -1;

    private static final int MAX_PORT = 65_535;

    /** Enough to tell it from a name; that its groups are as they should be is left to who connects. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[^\\[\\]:%]+)?");

    public Address {
        requireNonNull(host, "host");
        String forbidden = port == NO_PORT ? "" : ",/"; // in a target they are fine
        if (host.isBlank() || hasAny(forbidden, host)) {
            throw new IllegalArgumentException("host: '" + host + "' (expected: a name or an IP address)");
        }
        if (port != NO_PORT) {
            checkPort(port);
            host = withoutBrackets(host);
        }
    }

    /** Whether one of these is in it, or what can't be seen. */
    private static boolean hasAny(String forbidden, String host) {
        int c;
        for (int i = 0; i < host.length(); i += Character.charCount(c)) {
            c = host.codePointAt(i);
            if (isUnseen(c) || forbidden.indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String withoutBrackets(String host) {
        if (host.indexOf('[') < 0 && host.indexOf(']') < 0) {
            return host;
        }
        String inside = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        if (!IPV6.matcher(inside).matches()) {
            throw new IllegalArgumentException("host: '" + host + "' (expected: brackets round an IPv6 address only)");
        }
        return inside;
    }

    /** What is no sign on its own: a log or a terminal would obey it, end a line there, or show another host than this. */
    private static boolean isUnseen(int c) {
        return Character.isISOControl(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    private static void checkPort(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to " + MAX_PORT + ")");
        }
    }

    /**
     * An address that isn't a host and a port but a name that the transport understands, such as {@code
     * unix:/run/kv.sock} or {@code xds:///kv}. Its port is -1, and it is printed as it is.
     */
    public static Address named(String name) {
        return new Address(name, NO_PORT);
    }

    /**
     * Reads {@code host:port}, {@code 10.0.0.1:7001} or {@code [::1]:7001}.
     *
     * @throws IllegalArgumentException if it is none of these; the message shows the text and the expected form
     */
    public static Address parse(String text) {
        requireNonNull(text, "address");
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon <= 0 || (!bracketed && host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException("address: '" + text + "' (expected: host:port or [ipv6]:port)");
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            checkPort(port);
            return new Address(host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("address: '" + text + "' (expected: host:port with a numeric port)", e);
        }
    }

    /** Written out: an address is looked up for each endpoint of each answer of a discovery. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Address that && port == that.port && host.equals(that.host));
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public int compareTo(Address other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        if (port == NO_PORT) {
            return host;
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
