// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Asks a console. Follows no redirect and uses no proxy, because the token is for one program only. Safe for use by any
 * thread.
 */
public final class AdminClient {

    private static final String ACTION = "X-Hawser-Action";

    /** 10,000 endpoints with their curves take some 10 MB. */
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    private final AdminUrl url;
    private final Optional<Token> token;
    private final Duration timeout;
    private final HttpClient http;

    /** @throws IllegalArgumentException if the token would be sent over a network, where anybody may read it */
    public AdminClient(AdminUrl url, Optional<Token> token, Duration timeout) {
        if (token.isPresent() && !url.isLoopback()) {
            throw new IllegalArgumentException("the token would be readable on its way to " + url
                    + ": go through a tunnel (ssh -L 9464:127.0.0.1:9464 HOST) and name http://127.0.0.1:9464");
        }
        this.url = url;
        this.token = token;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    public AdminUrl url() {
        return url;
    }

    /** Asks, and waits for the answer. */
    public Fields ask(String path, Map<String, String> parameters) throws AdminException, InterruptedException {
        return await(begin(path, parameters));
    }

    /** Asks; the future fails with an {@link AdminException} and no other. */
    public CompletableFuture<Fields> begin(String path, Map<String, String> parameters) {
        return send(HttpRequest.newBuilder(url.at(path, parameters)).GET());
    }

    /** Asks for something to be done, which the console may have switched off; fails as {@link #begin} does. */
    public CompletableFuture<Fields> act(String path, Map<String, String> parameters) {
        URI uri = url.at(path, parameters);
        return send(HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .header(ACTION, "1"));
    }

    private CompletableFuture<Fields> send(HttpRequest.Builder request) {
        request.timeout(timeout).header("Accept", "application/json");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.reveal()));
        Answers answers = new Answers(url, token.isPresent(), timeout);
        CompletableFuture<Fields> answer = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> sent =
                http.sendAsync(request.build(), head -> new BoundedBody(LONGEST_ANSWER));
        // The request's own time limit ends with the head of the answer, and a body may never come to its end.
        var ignored = sent.copy()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((response, failure) -> {
                    sent.cancel(true);
                    try {
                        answer.complete(response == null ? answers.missing(failure) : answers.read(response));
                    } catch (AdminException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }

    private static Fields await(CompletableFuture<Fields> answer) throws AdminException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw problemOf(e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a future of this client failed with. */
    public static AdminException problemOf(Throwable failure) {
        return failure instanceof AdminException known ? known : new AdminException(String.valueOf(failure), "");
    }
}
