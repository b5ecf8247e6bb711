// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.discovery.dns.DnsName;
import dev.hawser.discovery.dns.SrvRecord;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
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
    public List<Endpoint> ask() throws IOException {
        List<SrvRecord> records = options.resolver().services(name).stream()
                .filter(record -> !record.isNoService())
                .toList();
        if (records.size() > LastGood.MAX_ENDPOINTS) {
            throw new IOException(
                    name + ": " + records.size() + " records (expected: <= " + LastGood.MAX_ENDPOINTS + ")");
        }
        Set<String> targets = records.stream().map(SrvRecord::target).collect(Collectors.toCollection(TreeSet::new));
        known.keySet().retainAll(targets);
        resolve(targets);
        return AddressQuestion.sorted(records.stream().flatMap(this::endpoints));
    }

    private void resolve(Set<String> targets) throws IOException {
        Map<String, IOException> failed = new TreeMap<>();
        for (String target : targets) {
            try {
                known.put(target, addresses(target));
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
    }

    private List<InetAddress> addresses(String target) throws IOException {
        Optional<InetAddress> literal = DnsName.literal(target);
        List<InetAddress> found = literal.isPresent()
                ? List.of(literal.get())
                : options.resolver().addresses(target, options.family());
        if (found.isEmpty()) {
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
