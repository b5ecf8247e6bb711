// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.http.HttpException;
import dev.hawser.console.http.Request;
import dev.hawser.console.http.Response;
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

    private final PoolPoller poller;
    private final InstantSource clock;

    Actions(PoolPoller poller, InstantSource clock) {
        this.poller = poller;
        this.clock = clock;
    }

    private interface Action {
        void on(PoolControl control, Address endpoint);
    }

    Response drain(Request request) {
        return act(request, PoolControl::drain, "is drained: it gets no new work");
    }

    Response undrain(Request request) {
        return act(request, PoolControl::undrain, "is not drained any more");
    }

    Response weigh(Request request) {
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

    private Response act(Request request, Action deed, String done) {
        String name = request.needed("pool");
        String wanted = request.needed("endpoint");
        PolledPool pool = poller.needed(name);
        Address endpoint = pool.sample().view().endpoints().stream()
                .map(view -> view.endpoint().address())
                .filter(address -> address.toString().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new HttpException(404, "there is no endpoint '" + wanted + "' in pool '" + name + "'"));
        try {
            deed.on(pool.viewed().control(), endpoint);
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, String.valueOf(e.getMessage()));
        }
        log.info("[{}] {} {}, by an operator", name, endpoint, done);
        poller.lookAgain();
        String what = endpoint + " of " + name + " " + done;
        return Routes.answer(
                request,
                () -> Json.answer(clock.instant(), json -> json.put("done", what)),
                () -> Line.of(what) + "\n");
    }
}
