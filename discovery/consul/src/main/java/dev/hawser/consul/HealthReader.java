// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.hawser.discovery.LastGood;
import dev.hawser.endpoint.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads an answer of {@code /v1/health/service/<name>} as it comes in, holding one instance at a time.
 *
 * <p>The memory it takes is that of the endpoints, of which there are no more than {@link LastGood#MAX_ENDPOINTS}, and of
 * one instance, which has a bound as well: see {@link BoundedText}.
 */
final class HealthReader {
    private static final int MOST_ODDITIES = 1_000;
    private static final int SHOWN = 200;

    private final String service;
    private final Endpoints policy;
    private final boolean keepsOrder;

    /** @param service that was asked for */
    HealthReader(String service, ConsulOptions options) {
        this.service = service;
        policy = new Endpoints(options);
        keepsOrder = options.query().near().isPresent();
    }

    /** @throws IOException if it can't be read, is no JSON, or holds nothing that can be used though it holds something */
    HealthAnswer read(InputStream body) throws IOException {
        BoundedText text = new BoundedText(new InputStreamReader(body, StandardCharsets.UTF_8));
        JsonValues values = new JsonValues(text);
        try {
            return read(values, text);
        } catch (MalformedJsonException | JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new IOException("malformed answer: " + firstLine(e), e);
        }
    }

    private HealthAnswer read(JsonValues values, BoundedText text) throws IOException {
        JsonReader json = values.json();
        List<Endpoint> endpoints = new ArrayList<>();
        List<Oddity> oddities = new ArrayList<>();
        int unusable = 0;
        if (values.begins(JsonToken.BEGIN_ARRAY, "answer")) {
            InstanceReader instances = new InstanceReader(values, policy::wantsMeta);
            json.beginArray();
            while (json.hasNext()) {
                text.restart();
                Instance instance = instances.read();
                checkService(instance.service().name());
                int before = oddities.size();
                Optional<Endpoint> endpoint = policy.endpoint(instance, oddities);
                endpoint.ifPresent(endpoints::add);
                unusable += endpoint.isEmpty() && oddities.size() > before ? 1 : 0;
                check(endpoints.size());
                if (oddities.size() > MOST_ODDITIES) {
                    oddities.remove(oddities.size() - 1);
                }
            }
            json.endArray();
        }
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new MalformedJsonException("something follows the answer");
        }
        String problem = values.takeProblem();
        if (!problem.isEmpty()) {
            throw new IOException("malformed answer: " + problem);
        }
        return answer(endpoints, oddities, unusable);
    }

    private HealthAnswer answer(List<Endpoint> endpoints, List<Oddity> oddities, int unusable) throws IOException {
        if (endpoints.isEmpty() && unusable > 0) {
            Oddity first = oddities.get(0);
            throw new IOException("none of the answer's " + unusable + " instances can be used; '" + first.instance()
                    + "': " + first.problem());
        }
        if (!keepsOrder) {
            endpoints.sort(Comparator.comparing(Endpoint::address));
        }
        return new HealthAnswer(List.copyOf(endpoints), List.copyOf(oddities));
    }

    /** What is on the way may mix up answers. Names are the same to Consul in capitals and small letters. */
    private void checkService(String name) throws IOException {
        if (!name.isEmpty() && !name.equalsIgnoreCase(service)) {
            throw new IOException("the answer has an instance of '" + Oddity.shown(name, SHOWN) + "' (expected: of '"
                    + service + "')");
        }
    }

    private static void check(int size) throws IOException {
        if (size > LastGood.MAX_ENDPOINTS) {
            throw new IOException("more than " + LastGood.MAX_ENDPOINTS
                    + " instances (expected: fewer; a filter of the " + "query can choose)");
        }
    }

    /** Without Gson's link to its troubleshooting page. */
    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Oddity.shown(message.lines().findFirst().orElse(""), SHOWN);
    }
}
