// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.cluster;

import dev.hawser.call.Failure;
import dev.hawser.call.Failure.Kind;
import dev.hawser.call.Outcome;
import dev.hawser.grpc.CallFailedException;
import dev.hawser.grpc.Failures;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC status that an operation failed with.
 *
 * @param status as the operation got it
 * @param trailers those that came with it
 * @param checked whether it came as {@code StatusException}, as from the second generation of blocking stubs
 */
record StatusFailure(Status status, Metadata trailers, boolean checked) {

    /** Absent if what was thrown has no status: then it is no answer of a server's but a mistake in the program. */
    static Optional<StatusFailure> in(Throwable thrown) {
        Throwable real = thrown;
        while ((real instanceof CompletionException || real instanceof ExecutionException) && real.getCause() != null) {
            real = real.getCause(); // a future's way to hand on what was thrown
        }
        if (real instanceof StatusRuntimeException e) {
            return Optional.of(new StatusFailure(e.getStatus(), orEmpty(e.getTrailers()), false));
        }
        if (real instanceof StatusException e) {
            return Optional.of(new StatusFailure(e.getStatus(), orEmpty(e.getTrailers()), true));
        }
        return Optional.empty();
    }

    private static Metadata orEmpty(@Nullable Metadata trailers) {
        return trailers == null ? new Metadata() : trailers;
    }

    /** What it means for another attempt. The channel below has watched the call and knows whether it can have run. */
    Failure failure() {
        if (status.getCause() instanceof CallFailedException report) {
            Failure failure = report.getCause() instanceof StatusRuntimeException original
                    ? Failures.of(original.getStatus(), orEmpty(original.getTrailers()))
                    : Failures.of(status.withCause(null), trailers);
            return report.outcome() == Outcome.FAILED && couldHaveRun(failure.kind())
                    ? new Failure(Kind.UNSENT, failure.cause(), failure.pushback(), failure.leader())
                    : failure;
        }
        return Failures.of(status, trailers);
    }

    private static boolean couldHaveRun(Kind kind) {
        return kind == Kind.UNAVAILABLE || kind == Kind.TIMEOUT || kind == Kind.ABORTED;
    }

    /**
     * The same status, with the report as its cause, in the form in which it came. Where the channel has added its attempts
     * to what the server said, those of the operation take their place: one would read of the last attempt alone.
     */
    Exception with(CallFailedException report) {
        String said = Objects.toString(original().getDescription(), "");
        boolean added = !said.equals(Objects.toString(status.getDescription(), ""));
        String description = said.isEmpty() ? report.getMessage() : said + " (" + report.getMessage() + ")";
        Status reported = (added ? status.withDescription(description) : status).withCause(report);
        return checked ? reported.asException(trailers) : reported.asRuntimeException(trailers);
    }

    /** What the server said, or the connection; the channel's own status if the call got to neither. */
    private Status original() {
        return status.getCause() instanceof CallFailedException report
                        && report.getCause() instanceof StatusRuntimeException said
                ? said.getStatus()
                : status;
    }

    @Override
    public String toString() {
        Status said = original();
        return said.getDescription() == null
                ? said.getCode().toString()
                : said.getCode() + ": " + said.getDescription();
    }
}
