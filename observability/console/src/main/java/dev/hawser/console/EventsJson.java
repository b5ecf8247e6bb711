// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.TimelineEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What happened, as JSON. */
final class EventsJson {

    private EventsJson() {}

    static String events(Instant at, List<TimelineEntry> entries) {
        return Json.answer(at, json -> json.array("events", entries, EventsJson::entry));
    }

    private static void entry(Json json, TimelineEntry one) throws IOException {
        json.object(o -> {
            o.put("at", one.at().toString()).put("pool", one.pool()).put("kind", one.kind());
            o.put("severity", one.severity().name().toLowerCase(Locale.ROOT));
            o.put("endpoint", one.endpoint())
                    .put("from", one.from())
                    .put("to", one.to())
                    .put("text", one.text());
        });
    }

    static String failures(Instant at, List<Failure> failures) {
        return Json.answer(at, json -> json.array("failures", failures, EventsJson::failure));
    }

    static void failure(Json json, Failure one) throws IOException {
        json.object(o -> {
            o.put("at", one.at().toString()).put("pool", one.pool());
            o.put("kind", one.kind().name().toLowerCase(Locale.ROOT));
            o.put("call", one.call()).put("outcome", one.outcome());
            took(o, one.took());
            o.put("message", one.message());
            o.array("attempts", one.attempts(), EventsJson::attempt);
        });
    }

    private static void attempt(Json json, Failure.Attempt one) throws IOException {
        json.object(o -> {
            o.put("endpoint", one.endpoint()).put("result", one.result());
            o.put("begunMs", one.begun());
            took(o, one.took());
        });
    }

    /** Left out where it was not measured: 0 would be a lie. */
    private static void took(Json json, Optional<Duration> took) throws IOException {
        if (took.isPresent()) {
            json.put("tookMs", took.get());
        }
    }
}
