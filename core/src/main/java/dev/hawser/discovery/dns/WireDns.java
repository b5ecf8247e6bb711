// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Look-ups of whole names, made of questions to servers. */
record WireDns(DnsClient client) {

    /**
     * Asks for each family in a question of its own, because the question for "anything" is refused by many servers.
     *
     * <p>If one family has addresses and the other is denied (unknown name, refused), the answer is the first: some
     * servers do so for hosts that have no IPv6. If a question got no verdict, because it timed out or the server
     * failed, the whole look-up has failed: half an answer would remove the other half of the endpoints.
     */
    DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        Optional<Duration> timeToLive = Optional.empty();
        DnsDeniedException denied = null;
        for (DnsType type : types(family)) {
            try {
                DnsQuestion question = new DnsQuestion(host, type);
                DnsAnswer<DnsRecord.Host> answer = client.ask(question).answer(question, DnsRecord.Host.class);
                answer.records().forEach(record -> found.add(record.address()));
                timeToLive = lower(timeToLive, answer.timeToLive());
            } catch (DnsDeniedException e) {
                denied = firstOf(denied, e);
            }
        }
        if (found.isEmpty() && denied != null) {
            throw denied;
        }
        return new DnsAnswer<>(found, timeToLive);
    }

    DnsAnswer<SrvRecord> services(String name) throws IOException {
        DnsQuestion question = new DnsQuestion(name, DnsType.SRV);
        DnsAnswer<DnsRecord.Service> answer = client.ask(question).answer(question, DnsRecord.Service.class);
        return new DnsAnswer<>(
                answer.records().stream().map(DnsRecord.Service::service).toList(), answer.timeToLive());
    }

    private static List<DnsType> types(AddressFamily family) {
        return switch (family) {
            case ANY -> List.of(DnsType.A, DnsType.AAAA);
            case IPV4 -> List.of(DnsType.A);
            case IPV6 -> List.of(DnsType.AAAA);
        };
    }

    private static Optional<Duration> lower(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Duration::compareTo);
    }

    private static DnsDeniedException firstOf(@Nullable DnsDeniedException first, DnsDeniedException second) {
        return first == null ? second : first;
    }
}
