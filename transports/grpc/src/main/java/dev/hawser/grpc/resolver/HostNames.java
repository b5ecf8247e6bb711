// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.resolver;

import static java.util.stream.Collectors.toCollection;

import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind endpoints whose hosts are names, for gRPC's transports connect to addresses only. A name that is known
 * stays known while it can't be looked up; one that isn't is tried again and again.
 *
 * <p>Used in a channel's synchronization context only; what blocks runs on the executor.
 */
final class HostNames {

    /** How soon a name is looked up again, however often the channel asks. The JDK remembers an answer for longer anyway. */
    static final Duration GAP = Duration.ofSeconds(5);

    private final Lookup lookup;
    private final Lent lent;
    private final SynchronizationContext context;
    private final Runnable onNews;
    private final Map<String, List<InetAddress>> known = new HashMap<>();

    private Set<String> wanted = Set.of();
    private String problem = "";
    private boolean looking;
    private boolean again;
    private boolean over;
    private long lookedAt;

    /** @param onNews called in the context when a look-up has ended */
    HostNames(Lookup lookup, Lent lent, SynchronizationContext context, Runnable onNews) {
        this.lookup = lookup;
        this.lent = lent;
        this.context = context;
        this.onNews = onNews;
    }

    /** Looks up the names that are new among these; others are forgotten. */
    void want(List<Endpoint> endpoints) {
        wanted = endpoints.stream()
                .map(endpoint -> endpoint.address().host())
                .filter(host -> literal(host) == null)
                .collect(toCollection(LinkedHashSet::new));
        known.keySet().retainAll(wanted);
        if (!known.keySet().containsAll(wanted)) {
            look();
        }
    }

    /** Looks all up again, unless that was done just now. */
    void refresh() {
        if (!wanted.isEmpty() && !looking && lent.time().nanoTime() - lookedAt >= GAP.toNanos()) {
            look();
        }
    }

    void close() {
        over = true;
    }

    /** The addresses of a host, of a literal itself; empty if they aren't known, or not yet. */
    List<InetAddress> of(String host) {
        InetAddress literal = literal(host);
        return literal != null ? List.of(literal) : known.getOrDefault(host, List.of());
    }

    boolean isLooking() {
        return looking;
    }

    /** Why the latest look-up left names without an address; empty if it didn't. */
    String problem() {
        return problem;
    }

    private void look() {
        if (looking || over) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        Set<String> names = Set.copyOf(wanted);
        try {
            lent.executor().execute(() -> {
                Found found = Found.by(lookup, names);
                context.execute(() -> looked(found));
            });
        } catch (RejectedExecutionException e) {
            looked(new Found(Map.of(), Text.of(e)));
        }
    }

    private void looked(Found found) {
        looking = false;
        if (over) {
            return;
        }
        lookedAt = lent.time().nanoTime();
        problem = found.problem;
        found.addresses.forEach(this::remember);
        if (again) {
            look();
        } else if (!known.keySet().containsAll(wanted)) {
            lent.time().schedule(GAP.toNanos(), () -> context.execute(this::refresh));
        }
        onNews.run();
    }

    /** Servers of names give the same addresses in another order each time, and no connection should move for that. */
    private void remember(String name, List<InetAddress> addresses) {
        List<InetAddress> before = known.getOrDefault(name, List.of());
        if (wanted.contains(name) && !new HashSet<>(before).equals(new HashSet<>(addresses))) {
            known.put(name, addresses);
        }
    }

    /** An address that is written as one, without asking anybody. */
    static @Nullable InetAddress literal(String host) {
        boolean isIpv6 = host.indexOf(':') >= 0; // the JDK looks up nothing that has a colon
        String part = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
        if (!isIpv6 && !host.matches(part + "\\." + part + "\\." + part + "\\." + part)) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException notALiteral) {
            return null;
        }
    }

    /** Asks for the addresses of a name; may block. */
    @FunctionalInterface
    interface Lookup {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    private record Found(Map<String, List<InetAddress>> addresses, String problem) {

        static Found by(Lookup lookup, Set<String> names) {
            Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
            String problem = "";
            for (String name : names) {
                try {
                    addresses.put(name, lookup.addresses(name));
                } catch (Throwable e) { // an Error too: without an answer no other look-up would begin
                    problem = Text.of(e);
                }
            }
            return new Found(addresses, problem);
        }
    }
}
