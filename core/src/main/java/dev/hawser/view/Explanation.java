// SPDX-License-Identifier: Apache-2.0
package dev.hawser.view;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.EndpointState;
import dev.hawser.endpoint.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Where the next lease or call of a pool would go, and why not elsewhere, in words. The reasons are those of the exceptions
 * and events that refused callers get.
 *
 * <p>Not guaranteed: that the next one really goes there. It is what a {@link PoolView} allows to be said: things change, a
 * balancer that draws by chance draws, and what a call asks for itself (a certain endpoint, not the one that has failed it) is
 * not known.
 *
 * @param pool its name
 * @param verdict in a sentence
 * @param endpoints each with its chance, in the order of the view
 * @param notes what else bears on it, a sentence each: who waits, limits, budgets, discovery
 */
public record Explanation(String pool, String verdict, List<Chance> endpoints, List<String> notes) {

    /** Endpoints spelled out in the verdict; {@link #endpoints} has all of them. */
    private static final int SPELLED_OUT = 5;

    public Explanation {
        endpoints = List.copyOf(endpoints);
        notes = List.copyOf(notes);
    }

    /**
     * What one endpoint may expect.
     *
     * @param endpoint which
     * @param eligible whether it could serve right now
     * @param share the part of the next picks that it would get as things stand, 0 to 1; absent if only the balancer knows
     * @param why it can't serve; or, if it can, what counts for it
     */
    public record Chance(Address endpoint, boolean eligible, OptionalDouble share, String why) {

        private String inWords() {
            return share.isPresent() ? endpoint + " " + percent(share.getAsDouble()) : endpoint.toString();
        }
    }

    /** As far as such a view tells. */
    public static Explanation of(PoolView view) {
        Balancing balancing = Balancing.of(view);
        List<OptionalDouble> shares = balancing.shares(view.endpoints());
        List<Chance> chances = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            EndpointView endpoint = view.endpoints().get(i);
            boolean eligible = Balancing.isEligible(endpoint);
            String why = eligible ? inFavour(endpoint) : endpoint.why();
            chances.add(new Chance(endpoint.endpoint().address(), eligible, shares.get(i), why));
        }
        return new Explanation(view.pool(), verdict(view, balancing, chances), chances, notes(view, balancing));
    }

    private static String inFavour(EndpointView endpoint) {
        EndpointView.Connections has = endpoint.connections();
        String weight = "weight " + endpoint.weight()
                + (endpoint.steering().weight().isPresent()
                        ? " instead of " + endpoint.endpoint().weight()
                        : "");
        String idle = has.idle() + has.busy() == 0 ? "not connected yet, " : "";
        return weight + ", " + idle + endpoint.traffic().inFlight() + " in flight, " + has.idle() + " idle and "
                + has.busy() + " busy of " + Text.count(has.max(), "connection") + rate(endpoint);
    }

    private static String rate(EndpointView endpoint) {
        OptionalDouble used = endpoint.traffic().rateUsed();
        return used.isPresent() ? ", " + percent(used.getAsDouble()) + " of its rate used" : "";
    }

    // ---- the verdict

    private static String verdict(PoolView view, Balancing balancing, List<Chance> chances) {
        List<Chance> able = chances.stream().filter(Chance::eligible).toList();
        String one = "the next " + unit(view);
        if (able.isEmpty()) {
            return nobody(view, one);
        }
        String after = view.waiting() > 0 ? ", after those who wait already" : "";
        if (able.size() == 1) {
            String only = chances.size() == 1 ? ", the only endpoint" : ", the only one that can serve";
            return one + " goes to " + able.get(0).endpoint() + only + after;
        }
        List<Chance> likely =
                able.stream().filter(chance -> chance.share().orElse(1) > 0).toList();
        return one + " goes to " + (likely.size() == 1 ? "" : "one of ") + likely.size() + " of "
                + Text.count(chances.size(), "endpoint") + ", " + balancing.inWords() + ": " + spelledOut(likely)
                + after;
    }

    private static String spelledOut(List<Chance> chances) {
        int more = chances.size() - SPELLED_OUT;
        return chances.stream().limit(SPELLED_OUT).map(Chance::inWords).collect(Collectors.joining(", "))
                + (more > 0 ? ", and " + more + " more" : "");
    }

    private static String nobody(PoolView view, String one) {
        List<EndpointView> known = view.endpoints().stream()
                .filter(endpoint -> !isRemoved(endpoint))
                .toList();
        if (known.isEmpty()) {
            return one + " waits or is refused: no endpoint is known"
                    + view.source()
                            .problem()
                            .map(problem -> "; discovery: " + problem)
                            .orElse("");
        }
        String what = known.stream().allMatch(Explanation::isOut) ? inOutage(view) : " waits: ";
        int more = known.size() - SPELLED_OUT;
        return one
                + what
                + known.stream()
                        .limit(SPELLED_OUT)
                        .map(each -> each.endpoint().address() + " " + each.why())
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static String inOutage(PoolView view) {
        if (view.holding() == PoolView.Holding.SHARED) {
            return " is refused, unless it waits until an endpoint is ready: ";
        }
        boolean refused = view.setting("waiting.whenDown").equals(Optional.of(Setting.of("FAIL")));
        return refused ? " is refused: " : " waits until its time is up, or is refused if it doesn't wait: ";
    }

    private static boolean isOut(EndpointView endpoint) {
        return endpoint.state() == EndpointState.DOWN || endpoint.steering().drained();
    }

    private static boolean isRemoved(EndpointView endpoint) {
        return endpoint.state() == EndpointState.DRAINING
                && !endpoint.steering().drained();
    }

    // ---- notes

    private static List<String> notes(PoolView view, Balancing balancing) {
        List<String> notes = new ArrayList<>();
        notes.add(balancing.rule());
        if (view.waiting() > 0) {
            notes.add(waiting(view) + ", first come, first served");
        }
        limit(view, "rateLimit", "unlimited").ifPresent(rate -> notes.add("each endpoint has a rate limit: " + rate));
        budget(view).ifPresent(notes::add);
        view.leader().ifPresent(leader -> notes.add(leader + " leads, as far as is known" + ifDrained(view, leader)));
        view.source()
                .problem()
                .ifPresent(problem -> notes.add("discovery has trouble, and what it said last counts: " + problem));
        return notes;
    }

    private static Optional<String> limit(PoolView view, String name, String none) {
        return view.setting(name).map(Setting::toString).filter(words -> !words.equals(none));
    }

    private static Optional<String> budget(PoolView view) {
        OptionalDouble left = view.use().retryBudget();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                left.getAsDouble() < 1
                        ? "the retry budget is used up: what fails is not tried again for now"
                        : String.format(
                                Locale.ROOT,
                                "the retry budget allows %.0f more at once",
                                Math.floor(left.getAsDouble())));
    }

    private static String ifDrained(PoolView view, Address leader) {
        boolean drained = view.endpoints().stream()
                .anyMatch(each -> each.endpoint().address().equals(leader)
                        && each.steering().drained());
        return drained ? ", and is drained by an operator: what must go to the leader is refused" : "";
    }

    private static String waiting(PoolView view) {
        return Text.count(view.waiting(), "caller") + (view.waiting() == 1 ? " waits" : " wait") + " for a connection";
    }

    private static String unit(PoolView view) {
        return view.holding() == PoolView.Holding.EXCLUSIVE ? "lease" : "call";
    }

    private static String percent(double part) {
        return Math.round(part * 100) + " %";
    }

    /** All of it, a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(pool).append(": ").append(verdict);
        endpoints.forEach(chance -> text.append("\n  ")
                .append(chance.inWords())
                .append(chance.eligible() ? ": " : ", not now: ")
                .append(chance.why()));
        notes.forEach(note -> text.append("\n  ").append(note));
        return text.toString();
    }
}
