// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.discovery.dns.DnsAnswer;
import dev.hawser.discovery.dns.DnsName;
import dev.hawser.discovery.dns.SrvRecord;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who offers this service? Remembers the addresses of each target for as long as records name the target. */
final class SrvQuestion implements Polled.Question {
    private static final Logger log = LoggerFactory.getLogger(SrvQuestion.class);

    private final String name;
    private final DnsOptions options;
    private final Map<String, List<InetAddress>> known = new HashMap<>();
    private Set<String> missing = Set.of();

    SrvQuestion(String name, DnsOptions options) {
        this.name = name;
        this.options = options;
    }

    @Override
    public Polled.Found ask() throws IOException {
        DnsAnswer<SrvRecord> answer = options.resolver().services(name);
        List<SrvRecord> records = answer.records().stream()
                .filter(record -> !record.isNoService())
                .toList();
        if (records.size() > LastGood.MAX_ENDPOINTS) {
            throw new IOException(
                    name + ": " + records.size() + " records (expected: <= " + LastGood.MAX_ENDPOINTS + ")");
        }
        Set<String> targets = records.stream().map(SrvRecord::target).collect(Collectors.toCollection(TreeSet::new));
        known.keySet().retainAll(targets);
        Stream<Duration> ofAddresses = resolve(targets).stream();
        return new Polled.Found(
                AddressQuestion.sorted(records.stream().flatMap(this::endpoints)),
                Stream.concat(answer.timeToLive().stream(), ofAddresses)
                        .min(Duration::compareTo)
                        .map(DnsOptions::lifetime));
    }

    /** The times to live of the addresses found. */
    private List<Duration> resolve(Set<String> targets) throws IOException {
        Map<String, IOException> failed = new TreeMap<>();
        List<Duration> lifetimes = new ArrayList<>();
        Optional<IOException> silence = Optional.empty();
        for (String target : targets) {
            try {
                DnsAnswer<InetAddress> answer = addresses(target, silence);
                known.put(target, answer.records());
                answer.timeToLive().ifPresent(lifetimes::add);
            } catch (SocketTimeoutException e) {
                silence = Optional.of(e);
                failed.put(target, e);
            } catch (IOException e) {
                failed.put(target, e);
            }
        }
        Optional<IOException> first = failed.values().stream().findFirst();
        if (first.isPresent() && known.isEmpty()) {
            throw new IOException(name + ": no target has an address, " + failed.keySet(), first.get());
        }
        if (first.isPresent() && !failed.keySet().equals(missing)) {
            log.warn("srv {}: no addresses of {}; known ones are kept", name, failed.keySet(), first.get());
        }
        missing = failed.keySet();
        return lifetimes;
    }

    /**
     * Records name complete names, which the dot says, so that no search list is applied.
     *
     * @param silence of the servers at a question before; then they aren't asked, because a thousand targets times a
     *     time-out would be an hour
     */
    private DnsAnswer<InetAddress> addresses(String target, Optional<IOException> silence) throws IOException {
        Optional<InetAddress> literal = DnsName.literal(target);
        if (literal.isEmpty() && silence.isPresent()) {
            throw silence.get();
        }
        DnsAnswer<InetAddress> found = literal.isPresent()
                ? DnsAnswer.of(List.of(literal.get()))
                : options.resolver().addresses(target + ".", options.family());
        if (found.records().isEmpty()) {
            throw new IOException(target + ": no addresses");
        }
        return found;
    }

    private Stream<Endpoint> endpoints(SrvRecord record) {
        return known.getOrDefault(record.target(), List.of()).stream()
                .map(address -> AddressQuestion.endpoint(address, record.port(), record.target())
                        .withPriority(record.priority())
                        .withWeight(Math.max(1, record.weight())));
    }
}
