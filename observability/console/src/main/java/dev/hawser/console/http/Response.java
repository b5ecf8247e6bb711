// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.http;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent back to a request.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body as it is sent; not changed by anybody
 * @param headers besides those that every answer has
 */
public record Response(int status, String type, byte[] body, Map<String, String> headers) {

    /** The type of JSON. */
    public static final String JSON = "application/json; charset=utf-8";

    /** The type of plain text. */
    public static final String TEXT = "text/plain; charset=utf-8";

    /** The type of a page. */
    public static final String HTML = "text/html; charset=utf-8";

    static final String STREAM = "text/event-stream; charset=utf-8";

    /** All is well. */
    public static Response of(String type, String body) {
        return of(type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** All is well. */
    public static Response of(String type, byte[] body) {
        return new Response(200, type, body, Map.of());
    }

    /** All is well, in plain text. */
    public static Response text(String body) {
        return of(TEXT, body);
    }

    /** It was not done, and why, in JSON. */
    public static Response error(int status, String why) {
        JsonObject error = new JsonObject();
        error.addProperty("error", why);
        return new Response(status, JSON, new Gson().toJson(error).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Nothing but a status. */
    static Response empty(int status) {
        return new Response(status, TEXT, new byte[0], Map.of());
    }

    /** With another status. */
    public Response withStatus(int other) {
        return new Response(other, type, body, headers);
    }

    /** With one more header. */
    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, type, body, more);
    }
}
