// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who gets which answer: everything between a request's head and its answer, without a socket.
 *
 * <p>Looked at in this order: host and origin, then the token, then whether there is such a path, the method, and for an
 * action whether actions are on and its header is there. So whoever isn't let in learns nothing about paths.
 */
final class Router {
    static final String STREAM = "/stream";
    private static final String ASSETS = "/assets/";
    private static final String LOGIN = "/login";
    private static final String HOME = "/";

    private final Map<String, Route> routes;
    private final Assets assets;
    private final OriginCheck origin;
    private final Optional<TokenAuthentication> authentication;
    private final boolean actions;

    Router(ServerOptions options, int port) {
        routes = options.routes();
        assets = options.assets();
        origin = new OriginCheck(port);
        authentication = options.token().map(token -> new TokenAuthentication(token, port));
        actions = options.actions();
    }

    /** What can be said before the body and the query are read; empty if all is well so far. */
    Optional<Response> refusal(Head head) {
        Optional<Response> stranger = origin.refusal(head);
        if (stranger.isPresent()) {
            return stranger;
        }
        boolean open = head.path().equals(LOGIN) || head.path().startsWith(ASSETS);
        if (!open && authentication.isPresent() && !authentication.get().admits(head)) {
            return Optional.of(head.path().equals(HOME) ? authentication.get().form("") : unknownCaller(head));
        }
        String allowed = allowed(head.path());
        if (allowed.isEmpty()) {
            return Optional.of(head.error(404, "there is no such path here"));
        }
        if (head.method().equals("OPTIONS")) {
            return Optional.of(Response.empty(204).with("Allow", allowed));
        }
        if (!List.of(allowed.split(", ")).contains(head.method())) {
            String what = "this method does nothing here (expected: " + allowed + ")";
            return Optional.of(head.error(405, what).with("Allow", allowed));
        }
        return isAction(head.path()) ? actionRefusal(head) : Optional.empty();
    }

    private Optional<Response> actionRefusal(Head head) {
        if (!actions) {
            return Optional.of(
                    head.error(403, "actions are off (the program that runs this console can turn them on)"));
        }
        if (head.first(OriginCheck.ACTION_HEADER).isEmpty()) {
            return Optional.of(head.error(403, OriginCheck.ACTION_HEADER + ": missing (expected: 1)"));
        }
        return Optional.empty();
    }

    private static Response unknownCaller(Head head) {
        return head.error(401, "no token, or not the right one (expected: Authorization: Bearer …)")
                .with("WWW-Authenticate", "Bearer");
    }

    private boolean isAction(String path) {
        Route route = routes.get(path);
        return route != null && route.acts();
    }

    private String allowed(String path) {
        if (path.equals(LOGIN)) {
            return authentication.isPresent() ? "POST, OPTIONS" : "";
        }
        boolean known = routes.containsKey(path) || path.startsWith(ASSETS) || path.equals(HOME) || path.equals(STREAM);
        return known ? isAction(path) ? "POST, OPTIONS" : "GET, HEAD, OPTIONS" : "";
    }

    /** The answer to a request that was not refused. */
    Response answer(Request request) {
        String path = request.path();
        if (path.equals(LOGIN)) {
            return authentication.orElseThrow().login(request.parameter("token"));
        }
        if (path.equals(STREAM)) {
            return new Response(200, Response.STREAM, new byte[0], Map.of()); // to HEAD; SseBroadcaster admits GET
        }
        Route route = routes.get(path);
        if (route != null) {
            return route.handler().answer(request);
        }
        String file = path.equals(HOME) ? "index.html" : path.substring(Math.min(path.length(), ASSETS.length()));
        return assets.file(file).orElseThrow(() -> new HttpException(404, "there is no such file here"));
    }

    /** What is done with {@link #STREAM} before it begins, for GET only. */
    static boolean isStream(Head head) {
        return head.path().equals(STREAM) && head.method().equals("GET");
    }
}
