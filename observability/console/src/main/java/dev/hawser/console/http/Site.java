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
final class Site {
    static final String STREAM = "/stream";
    private static final String ASSETS = "/assets/";
    private static final String LOGIN = "/login";
    private static final String HOME = "/";

    private final Map<String, Route> routes;
    private final Assets assets;
    private final Origin origin;
    private final Optional<Entrance> entrance;
    private final boolean actions;

    Site(ServerOptions options, int port) {
        routes = options.routes();
        assets = options.assets();
        origin = new Origin(port);
        entrance = options.token().map(token -> new Entrance(token, port));
        actions = options.actions();
    }

    /** What can be said before the body and the query are read; empty if all is well so far. */
    Optional<Answer> refusal(Head head) {
        Optional<Answer> stranger = origin.refusal(head);
        if (stranger.isPresent()) {
            return stranger;
        }
        boolean open = head.path().equals(LOGIN) || head.path().startsWith(ASSETS);
        if (!open && entrance.isPresent() && !entrance.get().admits(head)) {
            return Optional.of(head.path().equals(HOME) ? entrance.get().form("") : unknownCaller(head));
        }
        String allowed = allowed(head.path());
        if (allowed.isEmpty()) {
            return Optional.of(head.error(404, "there is no such path here"));
        }
        if (head.method().equals("OPTIONS")) {
            return Optional.of(Answer.empty(204).with("Allow", allowed));
        }
        if (!List.of(allowed.split(", ")).contains(head.method())) {
            String what = "this method does nothing here (expected: " + allowed + ")";
            return Optional.of(head.error(405, what).with("Allow", allowed));
        }
        return isAction(head.path()) ? actionRefusal(head) : Optional.empty();
    }

    private Optional<Answer> actionRefusal(Head head) {
        if (!actions) {
            return Optional.of(
                    head.error(403, "actions are off (the program that runs this console can turn them on)"));
        }
        if (head.first(Origin.ACTION_HEADER).isEmpty()) {
            return Optional.of(head.error(403, Origin.ACTION_HEADER + ": missing (expected: 1)"));
        }
        return Optional.empty();
    }

    private static Answer unknownCaller(Head head) {
        return head.error(401, "no token, or not the right one (expected: Authorization: Bearer …)")
                .with("WWW-Authenticate", "Bearer");
    }

    private boolean isAction(String path) {
        Route route = routes.get(path);
        return route != null && route.acts();
    }

    private String allowed(String path) {
        if (path.equals(LOGIN)) {
            return entrance.isPresent() ? "POST, OPTIONS" : "";
        }
        boolean known = routes.containsKey(path) || path.startsWith(ASSETS) || path.equals(HOME) || path.equals(STREAM);
        return known ? isAction(path) ? "POST, OPTIONS" : "GET, HEAD, OPTIONS" : "";
    }

    /** The answer to a request that was not refused. */
    Answer answer(Request request) {
        String path = request.path();
        if (path.equals(LOGIN)) {
            return entrance.orElseThrow().login(request.parameter("token"));
        }
        if (path.equals(STREAM)) {
            return new Answer(200, Answer.STREAM, new byte[0], Map.of()); // to HEAD; GET is let into the audience
        }
        Route route = routes.get(path);
        if (route != null) {
            return route.handler().answer(request);
        }
        String file = path.equals(HOME) ? "index.html" : path.substring(Math.min(path.length(), ASSETS.length()));
        return assets.file(file).orElseThrow(() -> new Refused(404, "there is no such file here"));
    }

    /** What is done with {@link #STREAM} before it begins, for GET only. */
    static boolean isStream(Head head) {
        return head.path().equals(STREAM) && head.method().equals("GET");
    }
}
