// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What an answer means, and what is wrong if it is none. Pure. */
record Answers(AdminUrl url, boolean withToken, Duration timeout) {

    private static final String FAMILY = "hawser.console/";
    private static final String SCHEMA = FAMILY + "1";
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private static final String SWITCH_ON = "a program shows its pools if it starts a console"
            + " (Console.builder().port(9464).start(), module hawser-console) and prints its URL; hawser demo does";

    /** What was answered. */
    Fields read(HttpResponse<String> response) throws AdminException {
        Fields answer = parse(response.body());
        int status = response.statusCode();
        String error = answer == null ? "" : answer.text("error");
        if (status == UNAUTHORIZED) {
            throw withToken
                    ? new AdminException(url + " doesn't accept the token", "is it the one that its program was given?")
                    : new AdminException(url + " wants a token", "--token-file FILE, or " + Token.VARIABLE);
        }
        if (answer == null || (error.isEmpty() && !answer.text("schema").startsWith(FAMILY))) {
            throw new AdminException(
                    "what answers at " + url + " is no Hawser console (HTTP " + status + ")", SWITCH_ON);
        }
        if (error.isEmpty() && !answer.text("schema").equals(SCHEMA)) {
            throw new AdminException(
                    url + " speaks " + answer.text("schema") + ", and this program " + SCHEMA,
                    "take the hawser command of the same release as the console");
        }
        if (status == FORBIDDEN && error.isEmpty()) {
            throw new AdminException(url + " refuses (HTTP 403)", "name it as http://127.0.0.1:PORT");
        }
        // /health answers 503 where all is down, and says so.
        if (status != OK && (status != UNAVAILABLE || !error.isEmpty())) {
            throw new AdminException(url + ": " + (error.isEmpty() ? "HTTP " + status : error), "");
        }
        return answer;
    }

    private static @Nullable Fields parse(String body) {
        try {
            return JsonParser.parseString(body) instanceof JsonObject object ? new Fields(object) : null;
        } catch (JsonParseException e) {
            return null;
        }
    }

    /** Never returns: nothing was answered. */
    Fields missing(Throwable failure) throws AdminException {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException && causedBy(cause, UnresolvedAddressException.class)
                || causedBy(cause, UnknownHostException.class)) {
            throw new AdminException("no address is known for " + url.base().getHost(), "");
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            throw new AdminException(
                    url + " did not answer within " + timeout.toMillis() + " ms", "--timeout 30s waits for longer");
        }
        if (cause instanceof ConnectException) {
            throw new AdminException("nothing listens at " + url, SWITCH_ON);
        }
        throw new AdminException(url + " did not answer as a web server does: " + words(cause), SWITCH_ON);
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
