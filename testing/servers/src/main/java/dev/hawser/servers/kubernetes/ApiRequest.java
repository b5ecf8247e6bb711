// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in.
 *
 * @param path without parameters and namespace: {@code /apis/discovery.k8s.io/v1/endpointslices}
 * @param namespace empty if the path names none
 * @param parameters decoded
 * @param headers with names in lower case
 */
public record ApiRequest(
        String path, Optional<String> namespace, Map<String, String> parameters, Map<String, String> headers) {

    private static final int MAX_HEAD = 64 * 1024;
    private static final String NAMESPACES = "namespaces";

    /** Empty at the end of the connection. */
    static Optional<ApiRequest> read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        Arrays.stream(lines).skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return Optional.of(of(lines[0].split(" ")[1], headers));
    }

    private static ApiRequest of(String target, Map<String, String> headers) {
        int query = target.indexOf('?');
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query >= 0) {
            for (String part : target.substring(query + 1).split("&")) {
                String[] pair = part.split("=", 2);
                parameters.put(decoded(pair[0]), pair.length > 1 ? decoded(pair[1]) : "");
            }
        }
        String path = query < 0 ? target : target.substring(0, query);
        String[] parts = path.split("/");
        for (int i = 0; i < parts.length - 2; i++) {
            if (parts[i].equals(NAMESPACES)) {
                String whole = path.replace("/" + NAMESPACES + "/" + parts[i + 1], "");
                return new ApiRequest(whole, Optional.of(parts[i + 1]), parameters, headers);
            }
        }
        return new ApiRequest(path, Optional.empty(), parameters, headers);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public Asked asked() {
        String watch = parameter("watch");
        if (watch.equals("true") || watch.equals("1")) {
            return Asked.WATCH;
        }
        return parameter("continue").isEmpty() ? Asked.LIST : Asked.PAGE;
    }

    /** Empty if it isn't there. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Empty if it isn't there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isWebSocket() {
        return header("upgrade").equalsIgnoreCase("websocket");
    }
}
