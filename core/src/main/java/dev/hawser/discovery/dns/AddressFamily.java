// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Which addresses of a host are wanted. */
public enum AddressFamily {
    ANY,
    IPV4,
    IPV6;

    boolean includes(InetAddress address) {
        return this == ANY || (this == IPV6) == (address instanceof Inet6Address);
    }
}
