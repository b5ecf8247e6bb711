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
     * <p>If there are IPv4 addresses and IPv6 is denied (unknown name, refused), the answer is the first: some servers do
     * so for hosts that have no IPv6. No server is known that does so the other way round, so if IPv4 is denied and there
     * are IPv6 addresses, something is wrong, such as a server with too much to do, and the look-up has failed. If a question got no verdict, because it timed out or the server
     * failed, the whole look-up has failed: half an answer would remove the other half of the endpoints.
     */
    DnsAnswer<InetAddress> addresses(String host, AddressFamily family) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        Optional<Duration> timeToLive = Optional.empty();
        DnsDeniedException denied = null;
        boolean onlyLater = false;
        for (DnsType type : types(family)) {
            try {
                DnsQuestion question = new DnsQuestion(host, type);
                DnsAnswer<DnsRecord.Host> answer = client.ask(question).answer(question, DnsRecord.Host.class);
                onlyLater = denied != null && !answer.records().isEmpty();
                answer.records().forEach(record -> found.add(record.address()));
                timeToLive = lower(timeToLive, answer.timeToLive());
            } catch (DnsDeniedException e) {
                denied = firstOf(denied, e);
            }
        }
        if (found.isEmpty() && denied != null) {
            throw denied;
        }
        if (onlyLater) {
            throw new IOException(host + ": has IPv6 addresses, but IPv4 is denied", denied);
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
