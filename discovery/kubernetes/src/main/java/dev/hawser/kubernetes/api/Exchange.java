// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import dev.hawser.kubernetes.api.Api.Verb;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One question to an API server over HTTP, and its answer. */
final class Exchange implements Api.Call {
    /*
     * State        begun → answered (headers are there) → over; intake takes the body's bytes.
     * Who changes  Threads of the HTTP client; cancel() from any thread.
     * Never        takes bytes before the headers: they are asked for only then, and one portion after the other.
     * Hot path     none.
     * Why it holds intake is written before the first portion is asked for and read by the portions, which come one
     *              at a time. cancel() writes cancelled, then reads body; the answer writes body, then reads cancelled:
     *              both are volatile, so at least one of the two cancels it.
     */
    private static final int OK = 200;

    /** Four times what etcd would store as one resource, managed fields and all. */
    private static final int LARGEST_LINE = 8 << 20;

    private static final int LARGEST_PAGE = 8 << 20;
    private static final int LARGEST_REFUSAL = 64 << 10;

    private final Verb verb;
    private final String what;
    private final Api.Ear ear;
    private final Secrets secrets;
    private volatile Intake intake;
    private volatile @Nullable AsyncBody body;
    private volatile boolean cancelled;
    private volatile CompletableFuture<HttpResponse<AsyncBody>> asked = new CompletableFuture<>();

    /** @param secrets to which the client adds what it sends */
    Exchange(Verb verb, String what, Api.Ear ear, Secrets secrets) {
        this.verb = verb;
        this.what = what;
        this.ear = ear;
        this.secrets = secrets;
        boolean byLine = verb == Verb.WATCH;
        this.intake = new Intake(byLine ? LARGEST_LINE : LARGEST_PAGE, byLine, text -> ear.onText(told(text)));
    }

    /** A refusal in the middle of a watch is no resource: nothing in it may be as it is. */
    private String told(String text) {
        return verb == Verb.WATCH && isRefusal(text) ? secrets.notIn(text) : secrets.notInData(text);
    }

    private static boolean isRefusal(String line) {
        try {
            return line.contains("ERROR")
                    && Json.text(Json.object(line), "type")
                            .filter("ERROR"::equals)
                            .isPresent();
        } catch (MalformedException e) {
            return false; // which whoever reads it will say
        }
    }

    void begin(HttpClient http, HttpRequest request) {
        if (cancelled) {
            ear.onEnded(Optional.of(new IOException("cancelled")));
            return;
        }
        try {
            asked = http.consumeBytes(request, this::take);
        } catch (IllegalStateException closed) {
            ear.onEnded(Optional.of(new IOException("the client is closed", closed)));
            return;
        } catch (RuntimeException e) {
            ear.onEnded(Optional.of(failed(e)));
            return;
        }
        if (cancelled) {
            asked.cancel(true);
        }
        var unused = asked.whenComplete(this::answered);
    }

    private void answered(@Nullable HttpResponse<AsyncBody> response, @Nullable Throwable failure) {
        if (response == null) {
            ear.onEnded(Optional.of(failed(failure)));
            return;
        }
        secrets.remember(response.request());
        StringBuilder refusal = new StringBuilder();
        AsyncBody answer = response.body();
        body = answer;
        if (response.code() == OK) {
            ear.onStarted();
        } else {
            intake = new Intake(LARGEST_REFUSAL, false, refusal::append);
        }
        var unused = answer.done().whenComplete((nothing, broken) -> ended(response, refusal, broken));
        if (cancelled) {
            answer.cancel();
        } else {
            answer.consume();
        }
    }

    private void take(List<ByteBuffer> portion, AsyncBody from) throws IOException {
        for (ByteBuffer bytes : portion) {
            intake.add(bytes);
        }
        from.consume();
    }

    /** A broken refusal is a refusal; the end of a broken page is of no use. */
    private void ended(HttpResponse<AsyncBody> response, CharSequence refusal, @Nullable Throwable broken) {
        boolean ok = response.code() == OK;
        if (broken == null || !ok) {
            intake.flush();
        }
        if (ok) {
            ear.onEnded(broken == null ? Optional.empty() : Optional.of(failed(broken)));
        } else {
            Duration wish = Duration.ofSeconds(seconds(response.header("Retry-After")));
            String body = secrets.notIn(refusal.toString());
            ear.onEnded(Optional.of(ApiException.of(response.code(), verb.word(), what, body, wish)));
        }
    }

    private static int seconds(@Nullable String retryAfter) {
        try {
            return retryAfter == null ? 0 : Math.max(0, Integer.parseInt(retryAfter.strip()));
        } catch (NumberFormatException aDate) {
            return 0;
        }
    }

    private IOException failed(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TooLargeException tooLarge) {
            return tooLarge;
        }
        // It is the JDK's client that says so, and it shows the header, which may be the token.
        if (cause instanceof IllegalArgumentException) {
            return new IOException("can't " + verb.word() + " " + what
                    + ": there is a header that can't be sent (expected: a token of visible ASCII)");
        }
        // The JDK's client quotes what it doesn't understand.
        String message = "can't " + verb.word() + " " + what + ": " + reason(cause);
        return secrets.areIn(cause) ? new IOException(secrets.notIn(message)) : new IOException(message, cause);
    }

    /** When a connection was refused the JDK's client tries the same channel again, and tells only that it is closed. */
    private static String reason(@Nullable Throwable cause) {
        if (!(cause instanceof ConnectException) || cause.getMessage() != null) {
            return String.valueOf(cause);
        }
        return cause.getCause() instanceof UnresolvedAddressException
                ? "the host's name can't be resolved"
                : "connection refused";
    }

    @Override
    public void cancel() {
        cancelled = true;
        asked.cancel(true);
        AsyncBody answer = body;
        if (answer != null) {
            answer.cancel();
        }
    }
}
