// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

import dev.hawser.call.Attempt;
import dev.hawser.call.Outcome;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Text;
import dev.hawser.event.PoolEvent.TriedAttempt;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a failed call tells its caller: every attempt, and where the time went. */
final class Report {

    /** How many attempts reached an endpoint. */
    static final Metadata.Key<String> ATTEMPTS = Metadata.Key.of("hawser-attempts", Metadata.ASCII_STRING_MARSHALLER);

    /** What is known about the effect: {@code failed} or {@code unknown}. */
    static final Metadata.Key<String> OUTCOME = Metadata.Key.of("hawser-outcome", Metadata.ASCII_STRING_MARSHALLER);

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<TriedAttempt> tried = new ArrayList<>();
    private long waited;

    /** The call has waited so long for a connection. */
    void waited(long nanos) {
        waited += nanos;
    }

    /**
     * @param begun after the call's beginning
     * @param took absent if its time was not taken
     */
    void add(Optional<Address> endpoint, long begun, OptionalLong took, String result, String next) {
        Optional<Duration> lasted = duration(took);
        attempts.add(new Attempt(attempts.size() + 1, endpoint, lasted, result, next));
        String all = result + " (" + next + ")";
        tried.add(new TriedAttempt(endpoint, all, Duration.ofNanos(Math.max(0, begun)), lasted));
    }

    /** The attempts, for listeners. */
    List<TriedAttempt> tried() {
        return tried;
    }

    static String text(Status status) {
        String description = status.getDescription();
        return description == null ? status.getCode().name() : status.getCode() + ": " + description;
    }

    /** The status that ended the call, with the attempts in its cause and, unless one says it all, its description. */
    Status status(Status last, Outcome outcome, OptionalLong took, Throwable cause) {
        String summary = summary(took);
        Status status = saysItAll(last) ? last : last.withDescription(description(last, summary));
        return status.withCause(new CallFailedException(summary, outcome, attempts, cause));
    }

    Metadata trailers(Metadata last, Outcome outcome, int count) {
        Metadata trailers = new Metadata();
        trailers.merge(last);
        trailers.discardAll(ATTEMPTS);
        trailers.discardAll(OUTCOME);
        trailers.put(ATTEMPTS, Integer.toString(count));
        trailers.put(OUTCOME, outcome.name().toLowerCase(Locale.ROOT));
        return trailers;
    }

    private String description(Status last, String summary) {
        String own = last.getDescription();
        if (attempts.size() == 1 && attempts.get(0).endpoint().isEmpty()) {
            return own + waiting(" (", " waiting for a connection)"); // the only attempt is what it says already
        }
        return own == null ? summary : own + " (" + summary + ")";
    }

    /** A server's answer to a single attempt is passed on as it is. */
    private boolean saysItAll(Status last) {
        return attempts.size() == 1
                && attempts.get(0).endpoint().isPresent()
                && switch (last.getCode()) {
                    case UNAVAILABLE, DEADLINE_EXCEEDED -> false;
                    default -> true;
                };
    }

    /** All of it in a line. */
    String summary(OptionalLong took) {
        String all = attempts.stream().map(Attempt::toString).collect(Collectors.joining("; "));
        String time = duration(took).map(lasted -> " in " + Text.of(lasted)).orElse("");
        String waiting = waiting(" of which ", " waiting for a connection");
        return Text.count(attempts.size(), "attempt") + time + waiting + ": " + all;
    }

    static Optional<Duration> duration(OptionalLong nanos) {
        return nanos.isPresent() ? Optional.of(Duration.ofNanos(Math.max(0, nanos.getAsLong()))) : Optional.empty();
    }

    private String waiting(String before, String after) {
        return waited == 0 ? "" : before + Text.of(Duration.ofNanos(waited)) + after;
    }
}
