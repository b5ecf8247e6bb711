// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.view.Explanation;
import dev.hawser.view.Explanation.Chance;
import dev.hawser.view.Finding;
import dev.hawser.view.Setting;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is said about pools as JSON: why, lint, config, health. */
final class ReportsJson {

    private ReportsJson() {}

    /** A reason chain, and what went wrong before. */
    record Explained(Explanation why, List<Failure> recent) {

        static Explained of(PoolSample pool, List<Failure> recent) {
            Explanation closed = new Explanation(
                    pool.view().pool(), "the pool is closed: there is no next call", List.of(), List.of());
            return new Explained(pool.closed() ? closed : Explanation.of(pool.view()), recent);
        }
    }

    static String why(Instant at, Explained one) {
        return Json.answer(at, json -> why(json, one));
    }

    static String why(Instant at, List<Explained> all) {
        return Json.answer(at, json -> json.array("pools", all, (j, one) -> j.object(o -> why(o, one))));
    }

    private static void why(Json json, Explained one) throws IOException {
        json.put("pool", one.why().pool()).put("verdict", one.why().verdict());
        json.array("endpoints", one.why().endpoints(), ReportsJson::chance);
        json.array("notes", one.why().notes(), Json::word);
        json.array("recent", one.recent(), EventsJson::failure);
    }

    private static void chance(Json json, Chance one) throws IOException {
        json.object(o -> o.put("address", one.endpoint().toString())
                .put("eligible", one.eligible())
                .put("share", one.share())
                .put("why", one.why()));
    }

    static String lint(Instant at, LintReports.Report report) {
        return Json.answer(
                at,
                json -> json.array("findings", report.findings(), ReportsJson::finding)
                        .array("checked", report.checked(), Json::word));
    }

    private static void finding(Json json, Finding one) throws IOException {
        json.object(o -> o.put("rule", one.rule())
                .put("severity", one.severity().name().toLowerCase(Locale.ROOT))
                .put("pool", one.pool())
                .put("what", one.what())
                .put("why", one.why())
                .put("remedy", one.remedy()));
    }

    static String config(Instant at, List<PoolSample> pools) {
        return Json.answer(at, json -> json.array("pools", pools, ReportsJson::config));
    }

    private static void config(Json json, PoolSample sample) throws IOException {
        json.object(o -> {
            o.put("pool", sample.view().pool())
                    .put("source", sample.view().source().words());
            o.object("settings", settings -> {
                for (Map.Entry<String, Setting> one : sample.view().settings().entrySet()) {
                    settings.put(one.getKey(), one.getValue().toString());
                }
            });
        });
    }

    static String health(Instant at, Health health) {
        return Json.answer(
                at,
                json -> json.put("status", health.status().name()).object("pools", pools -> {
                    for (Map.Entry<String, PoolSample.Status> one :
                            health.pools().entrySet()) {
                        pools.put(one.getKey(), Optional.of(one.getValue().name()));
                    }
                }));
    }
}
