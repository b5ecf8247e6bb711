// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.ReportsJson.Explained;
import dev.hawser.console.http.HttpException;
import dev.hawser.console.http.Request;
import dev.hawser.console.http.Response;
import dev.hawser.console.http.Route;
import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.HistoryWindow;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.TimelineEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is answered at which path. */
final class Routes {
    private static final int MOST = 1000;
    private static final int USUAL = 100;
    private static final int RECENT = 5;

    private final PoolPoller poller;
    private final EventCollector collector;
    private final InstantSource clock;
    private final boolean actions;
    private final LintReports lintReports;

    Routes(PoolPoller poller, EventCollector collector, InstantSource clock, boolean actions, LintReports lintReports) {
        this.poller = poller;
        this.collector = collector;
        this.clock = clock;
        this.actions = actions;
        this.lintReports = lintReports;
    }

    /** All, with those of the program. */
    Map<String, Route> with(Map<String, ConsoleBuilder.Page> pages) {
        Map<String, Route> routes = new LinkedHashMap<>();
        Actions operatorActions = new Actions(poller, clock);
        routes.put("/pools", Route.get(this::pools));
        routes.put("/events", Route.get(this::events));
        routes.put("/failures", Route.get(this::failures));
        routes.put("/history", Route.get(this::history));
        routes.put("/why", Route.get(this::why));
        routes.put("/lint", Route.get(this::lint));
        routes.put("/config", Route.get(this::config));
        routes.put("/health", Route.get(this::health));
        routes.put("/drain", Route.action(operatorActions::drain));
        routes.put("/undrain", Route.action(operatorActions::undrain));
        routes.put("/weight", Route.action(operatorActions::weigh));
        pages.forEach((path, page) -> routes.put(
                path,
                Route.get(request -> Response.of(page.type(), page.content().get()))));
        return routes;
    }

    private Response pools(Request request) {
        List<PoolSample> pools = wanted(request);
        PoolsJson json = new PoolsJson(actions, request.parameter("spark").isPresent());
        return answer(request, () -> json.write(now(), pools), () -> PoolsText.write(pools));
    }

    private Response events(Request request) {
        Optional<String> endpoint = request.parameter("endpoint");
        List<TimelineEntry> all =
                collector.entries(poolName(request), endpoint, request.number("limit", 1, MOST, USUAL));
        return answer(request, () -> EventsJson.events(now(), all), () -> ReportsText.events(all));
    }

    private Response failures(Request request) {
        List<Failure> all = collector.failures(poolName(request), request.number("limit", 1, MOST, USUAL));
        return answer(request, () -> EventsJson.failures(now(), all), () -> ReportsText.failures(all));
    }

    private Response history(Request request) {
        PolledPool pool = poller.needed(request.needed("pool"));
        HistoryWindow past = since(pool.history(request.parameter("endpoint")), request);
        return answer(request, () -> HistoryJson.write(now(), pool.name(), past), () -> ReportsText.history(past));
    }

    /** Who asks again has the rest, and asks every other second: endpoints then have to be asked for one by one. */
    private static HistoryWindow since(HistoryWindow past, Request request) {
        if (request.parameter("since").isEmpty()) {
            return past;
        }
        HistoryWindow later = past.since(request.number("since", 0, Integer.MAX_VALUE, 0));
        return request.parameter("endpoint").isPresent() ? later : later.ofPool();
    }

    private Response why(Request request) {
        List<Explained> all = wanted(request).stream()
                .map(sample -> Explained.of(
                        sample, collector.failures(Optional.of(sample.view().pool()), RECENT)))
                .toList();
        Supplier<String> json = () -> request.parameter("pool").isPresent()
                ? ReportsJson.why(now(), all.get(0))
                : ReportsJson.why(now(), all);
        return answer(request, json, () -> ReportsText.why(all));
    }

    private Response lint(Request request) {
        LintReports.Report report = lintReports.report(request.parameter("pool"), now());
        return answer(request, () -> ReportsJson.lint(now(), report), () -> ReportsText.lint(report.findings()));
    }

    private Response config(Request request) {
        List<PoolSample> pools = wanted(request);
        return answer(request, () -> ReportsJson.config(now(), pools), () -> ReportsText.config(pools));
    }

    private Response health(Request request) {
        Health health = Health.of(wanted(request));
        int status = health.status() == PoolSample.Status.DOWN ? 503 : 200;
        return answer(request, () -> ReportsJson.health(now(), health), () -> ReportsText.health(health))
                .withStatus(status);
    }

    private Instant now() {
        return clock.instant();
    }

    /** In the format that was asked for. */
    static Response answer(Request request, Supplier<String> json, Supplier<String> text) {
        String format = request.parameter("format").orElse("json");
        return switch (format) {
            case "json" -> Response.of(Response.JSON, json.get());
            case "text" -> Response.of(Response.TEXT, text.get());
            default -> throw new HttpException(400, "format: '" + format + "' (expected: json or text)");
        };
    }

    private List<PoolSample> wanted(Request request) {
        Optional<String> name = request.parameter("pool");
        return name.map(n -> List.of(poller.needed(n).sample())).orElseGet(poller::samples);
    }

    private Optional<String> poolName(Request request) {
        Optional<String> name = request.parameter("pool");
        name.ifPresent(poller::needed);
        return name;
    }
}
