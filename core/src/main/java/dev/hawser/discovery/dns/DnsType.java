// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of records that are read, with their numbers (RFC 1035, RFC 3596, RFC 2782). */
enum DnsType {
    A(1),
    CNAME(5),
    AAAA(28),
    SRV(33);

    final int number;

    DnsType(int number) {
        this.number = number;
    }

    static Optional<DnsType> of(int number) {
        return Stream.of(values()).filter(type -> type.number == number).findFirst();
    }
}
