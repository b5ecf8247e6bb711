// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.http.Answer;
import dev.hawser.console.http.Refused;
import dev.hawser.console.http.Request;
import dev.hawser.console.sample.Line;
import dev.hawser.endpoint.Address;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.PoolControl;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator may do, if it is allowed at all. Each is written to the log. */
final class Actions {
    private static final Logger log = LoggerFactory.getLogger(Console.class);

    private final Watching watching;
    private final InstantSource clock;

    Actions(Watching watching, InstantSource clock) {
        this.watching = watching;
        this.clock = clock;
    }

    private interface Deed {
        void on(PoolControl control, Address endpoint);
    }

    Answer drain(Request request) {
        return act(request, PoolControl::drain, "is drained: it gets no new work");
    }

    Answer undrain(Request request) {
        return act(request, PoolControl::undrain, "is not drained any more");
    }

    Answer weigh(Request request) {
        if (request.parameter("weight").isEmpty()) {
            return act(
                    request,
                    (control, endpoint) -> control.weigh(endpoint, OptionalInt.empty()),
                    "has discovery's weight");
        }
        int weight = request.number("weight", 0, Endpoint.MAX_WEIGHT, Endpoint.DEFAULT_WEIGHT);
        return act(
                request,
                (control, endpoint) -> control.weigh(endpoint, OptionalInt.of(weight)),
                "has weight " + weight);
    }

    private Answer act(Request request, Deed deed, String done) {
        String name = request.needed("pool");
        String wanted = request.needed("endpoint");
        Watched pool = watching.needed(name);
        Address endpoint = pool.sample().view().endpoints().stream()
                .map(view -> view.endpoint().address())
                .filter(address -> address.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Refused(404, "there is no endpoint '" + wanted + "' in pool '" + name + "'"));
        try {
            deed.on(pool.viewed().control(), endpoint);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, String.valueOf(e.getMessage()));
        }
        log.info("[{}] {} {}, by an operator", name, endpoint, done);
        watching.lookAgain();
        String what = endpoint + " of " + name + " " + done;
        return Routes.answer(
                request,
                () -> Json.answer(clock.instant(), json -> json.put("done", what)),
                () -> Line.of(what) + "\n");
    }
}
