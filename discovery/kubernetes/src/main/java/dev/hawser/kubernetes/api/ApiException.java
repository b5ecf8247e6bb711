// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.api;

import java.io.IOException;
import java.time.Duration;

/** The API server has answered, and refused. */
public final class ApiException extends IOException {
    private static final long serialVersionUID = 1;

    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int GONE = 410;
    private static final int NO_CODE = 500;
    private static final int LONGEST_TEXT = 300;

    private final int code;
    private final Duration retryAfter;

    private ApiException(int code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** From what Kubernetes calls a Status. */
    public static ApiException of(Object status) {
        int code = Json.number(status, "code").orElse(NO_CODE);
        return new ApiException(code, code + ": " + text(status), seconds(status));
    }

    /**
     * What an answer means, with a hint where the cause is often the same.
     *
     * @param verb what was tried: list or watch
     * @param what the resources, in words
     * @param body the answer's, most often a Status
     * @param retryAfter how long the server wants to be left alone; zero if it doesn't say
     */
    public static ApiException of(int code, String verb, String what, String body, Duration retryAfter) {
        Object status;
        try {
            status = Json.object(body);
        } catch (IOException noStatus) {
            status = "";
        }
        String message = code + " for " + verb + " " + what + hint(code) + ": " + text(status);
        return new ApiException(code, message, retryAfter);
    }

    private static String hint(int code) {
        return switch (code) {
            case UNAUTHORIZED -> " (the token or certificate was not accepted; expired, or of another cluster?)";
            case FORBIDDEN -> " (the account may not; a Role with get, list and watch is in docs/kubernetes.md)";
            case NOT_FOUND ->
                " (no such kind of resource: are group, version and plural right, and is its definition"
                        + " installed?)";
            default -> code / 100 == 3 ? " (redirects are not followed)" : "";
        };
    }

    private static String text(Object status) {
        String text = Json.text(status, "message")
                .flatMap(message -> message.lines().findFirst())
                .orElse("no reason given");
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private static Duration seconds(Object status) {
        return Duration.ofSeconds(
                Json.number(status, "details", "retryAfterSeconds").orElse(0));
    }

    public int code() {
        return code;
    }

    /** The version that was asked for is no longer known: only a new list helps. */
    public boolean isGone() {
        return code == GONE;
    }

    /** Something that only somebody's action changes. */
    public boolean isDenied() {
        return code == UNAUTHORIZED || code == FORBIDDEN || code == NOT_FOUND;
    }

    /** How long the server wants to be left alone; zero if it doesn't say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
