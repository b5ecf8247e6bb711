// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import dev.hawser.console.sample.TimelineEntry.Severity;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Text;
import dev.hawser.event.CloseReason;
import dev.hawser.event.PoolEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Events in words. */
final class EventText {
    private static final int MOST_NAMES = 3;

    private EventText() {}

    static TimelineEntry of(Instant at, PoolEvent event) {
        if (event instanceof PoolEvent.EndpointStateChanged e) {
            String text = e.endpoint() + ": " + e.from() + " → " + e.to() + because(e.why());
            Severity severity = isBad(e.to()) ? Severity.WARNING : Severity.INFO;
            return new TimelineEntry(
                    at, e.pool(), kind(e), severity, one(e.endpoint()), name(e.from()), name(e.to()), text);
        }
        if (event instanceof PoolEvent.LeaderChanged e) {
            Optional<String> from = e.from().map(Address::toString);
            Optional<String> to = e.to().map(Address::toString);
            String text = "leader: " + from.orElse("nobody") + " → " + to.orElse("nobody") + because(e.why());
            Severity severity = to.isEmpty() ? Severity.WARNING : Severity.INFO;
            return new TimelineEntry(at, e.pool(), kind(e), severity, to, from, to, text);
        }
        Said said = said(event);
        return new TimelineEntry(
                at,
                event.pool(),
                kind(event),
                said.severity(),
                said.about().map(Address::toString),
                Optional.empty(),
                Optional.empty(),
                said.text());
    }

    private static String kind(PoolEvent event) {
        return event.getClass().getSimpleName();
    }

    private static boolean isBad(EndpointState state) {
        return state == EndpointState.DOWN || state == EndpointState.EJECTED;
    }

    private static Optional<String> one(Address address) {
        return Optional.of(address.toString());
    }

    private static Optional<String> name(EndpointState state) {
        return Optional.of(state.name());
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : " (" + why + ")";
    }

    private record Said(Severity severity, Optional<Address> about, String text) {}

    private static Said info(Address about, String text) {
        return new Said(Severity.INFO, Optional.of(about), about + ": " + text);
    }

    private static Said warning(Address about, String text) {
        return new Said(Severity.WARNING, Optional.of(about), about + ": " + text);
    }

    private static Said info(String text) {
        return new Said(Severity.INFO, Optional.empty(), text);
    }

    private static Said warning(String text) {
        return new Said(Severity.WARNING, Optional.empty(), text);
    }

    private static Said said(PoolEvent event) {
        if (event instanceof PoolEvent.EndpointsChanged e) {
            return info(changes(e));
        }
        if (event instanceof PoolEvent.DiscoveryFailed e) {
            return warning("discovery " + e.source() + ": " + e.problem());
        }
        if (event instanceof PoolEvent.DiscoveryRecovered e) {
            return info("discovery " + e.source() + " answers again, after " + Text.of(e.after()));
        }
        if (event instanceof PoolEvent.EndpointSteered e) {
            return info(e.endpoint(), e.what());
        }
        if (event instanceof PoolEvent.PoolClosed) {
            return info("the pool was closed");
        }
        if (event instanceof PoolEvent.EventsLost e) {
            return warning(Text.count((int) Math.min(e.count(), Integer.MAX_VALUE), "event")
                    + " lost: this console was too slow");
        }
        return ofConnection(event);
    }

    private static Said ofConnection(PoolEvent event) {
        if (event instanceof PoolEvent.ConnectionOpened e) {
            return info(e.endpoint(), "connected in " + Text.of(e.took()));
        }
        if (event instanceof PoolEvent.ConnectionClosed e) {
            String text = "connection closed, " + e.reason()
                    + because(e.cause().map(Text::of).orElse(""));
            boolean broken = e.reason() == CloseReason.BROKEN || e.reason() == CloseReason.DISCARDED;
            return broken ? warning(e.endpoint(), text) : info(e.endpoint(), text);
        }
        if (event instanceof PoolEvent.ConnectFailed e) {
            String text = "not connected, " + Text.count(e.failures(), "failure") + " in a row, next try in "
                    + Text.of(e.retryIn()) + because(Text.of(e.cause()));
            return warning(e.endpoint(), text);
        }
        if (event instanceof PoolEvent.LeaseLeaked e) {
            return warning(
                    e.endpoint(), "a lease was " + (e.lost() ? "lost" : "held for long") + ": " + Text.of(e.held()));
        }
        if (event instanceof PoolEvent.LeaseMisused e) {
            return warning(e.endpoint(), "a caller " + e.mistake());
        }
        return ofCall(event);
    }

    private static Said ofCall(PoolEvent event) {
        if (event instanceof PoolEvent.LeaseRefused e) {
            return warning("refused after " + Text.of(e.waited()) + ": " + e.message());
        }
        if (event instanceof PoolEvent.LeaseWaited e) {
            return info(e.endpoint(), "a caller waited " + Text.of(e.waited()) + because(e.why()));
        }
        if (event instanceof PoolEvent.CallRetried e) {
            String text = e.call() + ": attempt " + e.attempt() + " failed (" + e.result() + "), next in "
                    + Text.of(e.delay());
            return new Said(Severity.INFO, e.endpoint(), text);
        }
        if (event instanceof PoolEvent.CallFailed e) {
            String after = e.took().map(took -> " after " + Text.of(took)).orElse("");
            return warning(e.call() + " failed" + after + ", "
                    + Text.count(e.attempts().size(), "attempt") + ": " + e.message());
        }
        return info(kind(event)); // a kind that is newer than this: better its name than silence
    }

    private static String changes(PoolEvent.EndpointsChanged event) {
        return List.of(part(event.added(), "added"), part(event.removed(), "removed"), part(event.updated(), "updated"))
                .stream()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", ", "endpoints: ", ""));
    }

    private static String part(List<Address> addresses, String how) {
        if (addresses.isEmpty()) {
            return "";
        }
        String names =
                addresses.stream().limit(MOST_NAMES).map(Address::toString).collect(Collectors.joining(", "));
        int more = addresses.size() - MOST_NAMES;
        return addresses.size() + " " + how + " (" + names + (more > 0 ? " and " + more + " more" : "") + ")";
    }
}
