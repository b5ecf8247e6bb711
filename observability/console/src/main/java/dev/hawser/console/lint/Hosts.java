// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.lint;

import dev.hawser.view.EndpointView;
import java.util.Locale;
import java.util.regex.Pattern;

/** What can be told of a host without asking anybody. */
final class Hosts {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1|(0*:)+0*1|(.*\\.)?localhost\\.?");

    /** RFC 1918, RFC 6598 (shared), RFC 3927 and RFC 4291 (link-local), RFC 4193 (unique local). */
    private static final Pattern PRIVATE = Pattern.compile(
            "10\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*|100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\..*"
                    + "|169\\.254\\..*|f[cd][0-9a-f]{0,2}:.*|fe[89ab][0-9a-f]:.*");

    private Hosts() {}

    static String of(EndpointView endpoint) {
        return endpoint.endpoint().address().host().toLowerCase(Locale.ROOT);
    }

    /** This machine; also what is no host but a name that the transport understands, such as a socket's path. */
    static boolean isHere(EndpointView endpoint) {
        return endpoint.endpoint().address().port() < 0
                || LOOPBACK.matcher(of(endpoint)).matches();
    }

    static boolean isName(EndpointView endpoint) {
        String host = of(endpoint);
        return !isHere(endpoint) && !IPV4.matcher(host).matches() && host.indexOf(':') < 0;
    }

    /** An IP address that is reached from anywhere. */
    static boolean isPublic(EndpointView endpoint) {
        return !isHere(endpoint)
                && !isName(endpoint)
                && !PRIVATE.matcher(of(endpoint)).matches();
    }
}
