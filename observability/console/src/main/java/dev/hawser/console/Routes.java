// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.http.Answer;
import dev.hawser.console.http.Refused;
import dev.hawser.console.http.Request;
import dev.hawser.console.http.Route;
import dev.hawser.console.sample.PoolSample;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is answered at which path. */
final class Routes {
    private final Watching watching;
    private final InstantSource clock;
    private final boolean actions;

    Routes(Watching watching, InstantSource clock, boolean actions) {
        this.watching = watching;
        this.clock = clock;
        this.actions = actions;
    }

    /** All, with those of the program. */
    Map<String, Route> with(Map<String, ConsoleBuilder.Page> pages) {
        Map<String, Route> routes = new LinkedHashMap<>();
        routes.put("/pools", Route.get(this::pools));
        pages.forEach((path, page) -> {
            Route own =
                    Route.get(request -> Answer.of(page.type(), page.content().get()));
            if (routes.putIfAbsent(path, own) != null) {
                throw new IllegalArgumentException("path: " + path + " is the console's own");
            }
        });
        return routes;
    }

    private Answer pools(Request request) {
        PoolsJson json = new PoolsJson(actions, request.parameter("spark").isPresent());
        return Answer.of(Answer.JSON, json.write(clock.instant(), wanted(request)));
    }

    private List<PoolSample> wanted(Request request) {
        Optional<String> name = request.parameter("pool");
        return name.map(n -> List.of(pool(n).sample())).orElseGet(watching::samples);
    }

    private Watched pool(String name) {
        return watching.pool(name).orElseThrow(() -> new Refused(404, "there is no pool '" + name + "' here"));
    }
}
