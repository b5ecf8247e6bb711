// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

/**
 * What answers the requests to one path.
 *
 * @param acts whether it changes something: then POST only, and only if actions are allowed; else GET only
 * @param handler makes the answer; on any thread, by several at a time; may throw {@link HttpException}
 */
public record Route(boolean acts, Handler handler) {

    /** Something to look at. */
    public static Route get(Handler handler) {
        return new Route(false, handler);
    }

    /** Something to do. */
    public static Route action(Handler handler) {
        return new Route(true, handler);
    }

    /** Makes an answer. */
    @FunctionalInterface
    public interface Handler {

        Response answer(Request request);
    }
}
