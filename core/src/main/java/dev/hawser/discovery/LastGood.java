// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import static java.util.Objects.requireNonNull;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last good set of endpoints: hears every answer and every failure of a discovery and says what follows.
 *
 * <p>A good answer that differs from the one before is to be published; order doesn't count, so an unchanged answer
 * changes nothing. A failure, a malformed answer, one of more than {@value #MAX_ENDPOINTS} endpoints and, by default,
 * an empty one leave the set as it is and are to be reported; that all endpoints are gone for certain is believed
 * always. Of two endpoints with one address the first counts; the
 * same duplicates are reported once, not at every refresh.
 *
 * <p>Only decides: it calls nobody, logs nothing and reads no clock. Not safe for use by several threads; a watcher is
 * called by one thread at a time anyway.
 */
public final class LastGood {

    /** More endpoints than anybody means; such an answer is refused as a whole. */
    public static final int MAX_ENDPOINTS = 10_000;

    private static final int DUPLICATES_SHOWN = 5;

    private final EmptyAnswer emptyAnswer;
    private @Nullable Map<Address, Endpoint> known;
    private List<Endpoint> current = List.of();
    private Set<Address> reportedDuplicates = Set.of();
    private long confirmedAt;
    private int failures;
    private boolean gone;

    public LastGood(EmptyAnswer emptyAnswer) {
        this.emptyAnswer = requireNonNull(emptyAnswer, "emptyAnswer");
    }

    /** Judges an answer. Sources are not trusted: it may be {@code null}, hold {@code null} or be far too long. */
    public Verdict onAnswer(@Nullable List<? extends @Nullable Endpoint> answer, long now) {
        if (answer == null || answer.stream().anyMatch(Objects::isNull)) {
            return refused(Kind.MALFORMED, "malformed answer: null instead of an endpoint", Optional.empty());
        }
        if (answer.size() > MAX_ENDPOINTS) {
            String problem = "endpoints: " + answer.size() + " (expected: <= " + MAX_ENDPOINTS + ")";
            return refused(Kind.TOO_MANY, problem, Optional.empty());
        }
        if (answer.isEmpty() && emptyAnswer == EmptyAnswer.IGNORE) {
            return refused(Kind.EMPTY, "empty answer", Optional.empty());
        }
        confirmedAt = now;
        failures = 0;
        return accepted(answer);
    }

    /** There is no endpoint any more, and the source is certain: a good answer, whatever is thought of empty ones. */
    public Verdict onGone(long now) {
        confirmedAt = now;
        failures = 0;
        Verdict verdict = accepted(List.of());
        gone = true;
        return verdict;
    }

    /** Judges a failure, which never changes the set. */
    public Verdict onFailure(@Nullable Throwable cause) {
        String problem = cause == null ? "failed without a cause" : Text.of(cause);
        return refused(Kind.FAILED, problem, Optional.ofNullable(cause));
    }

    /** The last good set, in the order of its answer and without duplicates; empty before the first. */
    public List<Endpoint> current() {
        return current;
    }

    /** Whether there has been a good answer. */
    public boolean isKnown() {
        return known != null;
    }

    /** Whether the latest good answer was that nothing is left, for certain. */
    public boolean isGone() {
        return gone;
    }

    /** How many answers in a row were not used, the latest included; 0 after a good one. */
    public int failures() {
        return failures;
    }

    /** How long ago the set was last confirmed by a good answer, changed or not; absent before the first. */
    public Optional<Duration> age(long now) {
        return known == null ? Optional.empty() : Optional.of(Duration.ofNanos(now - confirmedAt));
    }

    private Verdict accepted(List<? extends @Nullable Endpoint> answer) {
        gone = false;
        Map<Address, Endpoint> before = known == null ? Map.of() : known;
        Map<Address, Endpoint> next = new LinkedHashMap<>(2 * answer.size());
        Set<Address> duplicates = new TreeSet<>();
        boolean same = known != null;
        for (Endpoint endpoint : answer) {
            if (endpoint == null) {
                continue; // cannot be, it was checked
            }
            // Who has not changed stays the same object, so that nobody after us has to compare it at length.
            Endpoint last = before.get(endpoint.address());
            boolean unchanged = endpoint.equals(last);
            Endpoint kept = last != null && unchanged ? last : endpoint;
            if (next.putIfAbsent(endpoint.address(), kept) != null) {
                duplicates.add(endpoint.address());
            } else {
                same &= unchanged;
            }
        }
        List<Problem> problems = newDuplicates(duplicates);
        if (same && next.size() == before.size()) {
            return new Verdict(Optional.empty(), problems);
        }
        known = next;
        current = List.copyOf(next.values());
        return new Verdict(Optional.of(current), problems);
    }

    private List<Problem> newDuplicates(Set<Address> duplicates) {
        if (duplicates.equals(reportedDuplicates)) {
            return List.of();
        }
        reportedDuplicates = duplicates;
        if (duplicates.isEmpty()) {
            return List.of();
        }
        List<Address> shown = duplicates.stream().limit(DUPLICATES_SHOWN).toList();
        String more = duplicates.size() > DUPLICATES_SHOWN ? " and " + (duplicates.size() - DUPLICATES_SHOWN) : "";
        String message = "duplicate addresses, first one used: " + shown + more;
        return List.of(new Problem(Kind.DUPLICATES, message, Optional.empty(), 1));
    }

    private Verdict refused(Kind kind, String problem, Optional<Throwable> cause) {
        failures++;
        String kept = known == null ? "no endpoints known yet" : Text.count(current.size(), "endpoint") + " kept";
        return new Verdict(Optional.empty(), List.of(new Problem(kind, problem + "; " + kept, cause, failures)));
    }

    /**
     * What follows from an answer or a failure.
     *
     * @param publish the new set; absent if nothing changed
     * @param problems what to report, most often nothing
     */
    public record Verdict(Optional<List<Endpoint>> publish, List<Problem> problems) {
        public Verdict {
            problems = List.copyOf(problems);
        }
    }

    /** What can be wrong with an answer. All but {@link #DUPLICATES} mean that it was not used. */
    public enum Kind {
        FAILED,
        EMPTY,
        MALFORMED,
        TOO_MANY,
        DUPLICATES
    }

    /**
     * Something to report.
     *
     * @param kind what is wrong
     * @param message the same in words, with what was kept
     * @param cause of a failure
     * @param streak 1 for the first answer in a row that was not used, 2 for the next: so that the first can be
     *     logged louder than its repetitions
     */
    public record Problem(Kind kind, String message, Optional<Throwable> cause, int streak) {}
}
