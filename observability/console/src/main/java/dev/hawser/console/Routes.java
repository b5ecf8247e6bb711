// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.ReportsJson.Explained;
import dev.hawser.console.http.Answer;
import dev.hawser.console.http.Refused;
import dev.hawser.console.http.Request;
import dev.hawser.console.http.Route;
import dev.hawser.console.sample.Failure;
import dev.hawser.console.sample.Happening;
import dev.hawser.console.sample.Past;
import dev.hawser.console.sample.PoolSample;
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

    private final Watching watching;
    private final Newsroom news;
    private final InstantSource clock;
    private final boolean actions;
    private final Linting linting;

    Routes(Watching watching, Newsroom news, InstantSource clock, boolean actions, Linting linting) {
        this.watching = watching;
        this.news = news;
        this.clock = clock;
        this.actions = actions;
        this.linting = linting;
    }

    /** All, with those of the program. */
    Map<String, Route> with(Map<String, ConsoleBuilder.Page> pages) {
        Map<String, Route> routes = new LinkedHashMap<>();
        Actions deeds = new Actions(watching, clock);
        routes.put("/pools", Route.get(this::pools));
        routes.put("/events", Route.get(this::events));
        routes.put("/failures", Route.get(this::failures));
        routes.put("/history", Route.get(this::history));
        routes.put("/why", Route.get(this::why));
        routes.put("/lint", Route.get(this::lint));
        routes.put("/config", Route.get(this::config));
        routes.put("/health", Route.get(this::health));
        routes.put("/drain", Route.action(deeds::drain));
        routes.put("/undrain", Route.action(deeds::undrain));
        routes.put("/weight", Route.action(deeds::weigh));
        pages.forEach((path, page) -> routes.put(
                path, Route.get(request -> Answer.of(page.type(), page.content().get()))));
        return routes;
    }

    private Answer pools(Request request) {
        List<PoolSample> pools = wanted(request);
        PoolsJson json = new PoolsJson(actions, request.parameter("spark").isPresent());
        return answer(request, () -> json.write(now(), pools), () -> PoolsText.write(pools));
    }

    private Answer events(Request request) {
        Optional<String> endpoint = request.parameter("endpoint");
        List<Happening> all = news.happenings(poolName(request), endpoint, request.number("limit", 1, MOST, USUAL));
        return answer(request, () -> EventsJson.events(now(), all), () -> ReportsText.events(all));
    }

    private Answer failures(Request request) {
        List<Failure> all = news.failures(poolName(request), request.number("limit", 1, MOST, USUAL));
        return answer(request, () -> EventsJson.failures(now(), all), () -> ReportsText.failures(all));
    }

    private Answer history(Request request) {
        Watched pool = watching.needed(request.needed("pool"));
        Past past = since(pool.past(request.parameter("endpoint")), request);
        return answer(request, () -> PastJson.write(now(), pool.name(), past), () -> ReportsText.past(past));
    }

    /** Who asks again has the rest, and asks every other second: endpoints then have to be asked for one by one. */
    private static Past since(Past past, Request request) {
        if (request.parameter("since").isEmpty()) {
            return past;
        }
        Past later = past.since(request.number("since", 0, Integer.MAX_VALUE, 0));
        return request.parameter("endpoint").isPresent() ? later : later.ofPool();
    }

    private Answer why(Request request) {
        List<Explained> all = wanted(request).stream()
                .map(sample -> Explained.of(
                        sample, news.failures(Optional.of(sample.view().pool()), RECENT)))
                .toList();
        Supplier<String> json = () -> request.parameter("pool").isPresent()
                ? ReportsJson.why(now(), all.get(0))
                : ReportsJson.why(now(), all);
        return answer(request, json, () -> ReportsText.why(all));
    }

    private Answer lint(Request request) {
        Linting.Report report = linting.report(request.parameter("pool"), now());
        return answer(request, () -> ReportsJson.lint(now(), report), () -> ReportsText.lint(report.findings()));
    }

    private Answer config(Request request) {
        List<PoolSample> pools = wanted(request);
        return answer(request, () -> ReportsJson.config(now(), pools), () -> ReportsText.config(pools));
    }

    private Answer health(Request request) {
        Health health = Health.of(wanted(request));
        int status = health.status() == PoolSample.Standing.DOWN ? 503 : 200;
        return answer(request, () -> ReportsJson.health(now(), health), () -> ReportsText.health(health))
                .withStatus(status);
    }

    private Instant now() {
        return clock.instant();
    }

    /** In the format that was asked for. */
    static Answer answer(Request request, Supplier<String> json, Supplier<String> text) {
        String format = request.parameter("format").orElse("json");
        return switch (format) {
            case "json" -> Answer.of(Answer.JSON, json.get());
            case "text" -> Answer.of(Answer.TEXT, text.get());
            default -> throw new Refused(400, "format: '" + format + "' (expected: json or text)");
        };
    }

    private List<PoolSample> wanted(Request request) {
        Optional<String> name = request.parameter("pool");
        return name.map(n -> List.of(watching.needed(n).sample())).orElseGet(watching::samples);
    }

    private Optional<String> poolName(Request request) {
        Optional<String> name = request.parameter("pool");
        name.ifPresent(watching::needed);
        return name;
    }
}
