// SPDX-License-Identifier: Apache-2.0
package dev.hawser.discovery;

import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The format of an endpoint file: UTF-8, one endpoint a line.
 *
 * <pre>
 * # host:port [weight=N] [priority=N] [key=value ...]
 * 10.0.0.1:7001 weight=3
 * [fd00::2]:7001 weight=1 priority=1 zone=b   # a comment
 * </pre>
 *
 * <p>A {@code #} begins a comment at the start of a line or after a space. All other keys are attributes. A file is
 * right as a whole or not at all.
 */
final class EndpointFile {
    private static final String EXPECTED = "host:port [weight=N] [priority=N] [key=value ...]";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private EndpointFile() {}

    /** @throws IOException on the first bad line; the message names file, line and what is expected */
    static List<Endpoint> parse(String file, byte[] content) throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text(file, content).lines()::iterator) {
            number++;
            String stripped = withoutComment(line).strip();
            if (stripped.isEmpty()) {
                continue;
            }
            if (endpoints.size() == LastGood.MAX_ENDPOINTS) {
                throw bad(file, number, "more than " + LastGood.MAX_ENDPOINTS + " endpoints");
            }
            try {
                endpoints.add(endpoint(stripped));
            } catch (IllegalArgumentException e) {
                throw bad(file, number, e.getMessage() + "; a line is " + EXPECTED);
            }
        }
        return List.copyOf(endpoints);
    }

    private static String text(String file, byte[] content) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("file " + file + ": not UTF-8 (expected: UTF-8, one endpoint a line)", e);
        }
    }

    private static String withoutComment(String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static Endpoint endpoint(String line) {
        String[] words = line.split("\\s+");
        Endpoint endpoint = Endpoint.of(Address.parse(words[0]));
        Map<String, String> settings = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + words[i] + "' (expected: key=value)");
            }
            String key = words[i].substring(0, equals);
            if (settings.put(key, words[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + ": given twice (expected: once)");
            }
        }
        int weight = number(settings, "weight", endpoint.weight());
        int priority = number(settings, "priority", endpoint.priority());
        return new Endpoint(endpoint.address(), weight, priority, settings);
    }

    private static int number(Map<String, String> settings, String key, int orElse) {
        String value = settings.remove(key);
        if (value == null) {
            return orElse;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: a whole number)", e);
        }
    }

    private static IOException bad(String file, int line, String problem) {
        return new IOException("file " + file + ", line " + line + ": " + problem);
    }
}
