// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.EndpointSample;
import dev.hawser.console.sample.PoolSample;
import dev.hawser.console.sample.Rates;
import dev.hawser.endpoint.Attributes;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.view.EndpointView;
import dev.hawser.view.EndpointView.Connections;
import dev.hawser.view.EndpointView.LastError;
import dev.hawser.view.EndpointView.Traffic;
import dev.hawser.view.PoolView;
import dev.hawser.view.Setting.DurationValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pools and their endpoints as JSON. */
final class PoolsJson {
    private final boolean actions;
    private final boolean sparks;

    /**
     * @param actions whether actions are on
     * @param sparks whether each endpoint's last minute is told
     */
    PoolsJson(boolean actions, boolean sparks) {
        this.actions = actions;
        this.sparks = sparks;
    }

    String write(Instant at, List<PoolSample> pools) {
        return Json.answer(at, json -> json.put("actions", actions).array("pools", pools, this::pool));
    }

    private void pool(Json json, PoolSample sample) throws IOException {
        json.object(o -> {
            PoolView view = sample.view();
            o.put("name", view.pool()).put("holding", view.holding().name());
            o.put("state", sample.status().name()).put("problem", sample.problem());
            o.object("source", s -> source(s, view.source()));
            o.put("leader", view.leader().map(Object::toString)).put("waiting", view.waiting());
            o.put("total", view.use().total()).put("failed", view.use().failed());
            o.put("refused", view.use().refused()).put("retried", view.use().retried());
            Optional<Duration> longWait = longWait(view);
            if (longWait.isPresent()) {
                o.put("longWaitMs", longWait.get());
            }
            if (sample.rates().isPresent()) {
                rates(o, sample.rates().get());
            }
            o.array("endpoints", sample.endpoints(), (j, endpoint) -> endpoint(j, endpoint, view));
        });
    }

    /** From which time on waits are told of; the two kinds of pools have the option in two places. */
    private static Optional<Duration> longWait(PoolView view) {
        return Stream.of("waiting.longWait", "longWait")
                .flatMap(name -> view.setting(name).stream())
                .flatMap(setting -> setting instanceof DurationValue wait ? Stream.of(wait.value()) : Stream.empty())
                .findFirst();
    }

    private static void source(Json json, PoolView.Source source) throws IOException {
        json.put("words", source.words());
        if (source.age().isPresent()) {
            json.put("ageMs", source.age().get());
        }
        json.put("problem", source.problem());
    }

    private static void rates(Json json, Rates rates) throws IOException {
        json.put("perSecond", rates.perSecond()).put("successPercent", rates.successPercent());
        json.put("p50Ms", Rates.millis(rates.uses(), 0.5)).put("p99Ms", Rates.millis(rates.uses(), 0.99));
        json.put("waitP99Ms", Rates.millis(rates.waits(), 0.99));
    }

    private void endpoint(Json json, EndpointSample sample, PoolView pool) throws IOException {
        json.object(o -> {
            EndpointView view = sample.view();
            identity(o, view, pool);
            connections(o, view.connections());
            traffic(o, view.traffic(), sample);
            if (view.lastError().isPresent()) {
                LastError error = view.lastError().get();
                o.object("lastError", e -> e.put("message", error.message()).put("agoMs", error.ago()));
            }
            o.put("sinceMs", sample.inState());
            if (sparks) {
                o.integers("spark", sample.spark());
            }
        });
    }

    private static void identity(Json json, EndpointView view, PoolView pool) throws IOException {
        Endpoint endpoint = view.endpoint();
        json.put("address", endpoint.address().toString());
        json.put("name", attribute(endpoint, Attributes.NAME)).put("zone", attribute(endpoint, Attributes.ZONE));
        json.put("state", view.state().name()).put("why", view.why());
        json.put("weight", view.weight()).put("discoveredWeight", endpoint.weight());
        json.put("drained", view.steering().drained());
        if (pool.leader().isPresent()) {
            json.put("leader", pool.leader().get().equals(endpoint.address()));
        }
    }

    private static Optional<String> attribute(Endpoint endpoint, String name) {
        return Optional.ofNullable(endpoint.attributes().get(name));
    }

    private static void connections(Json json, Connections connections) throws IOException {
        json.put("idle", connections.idle()).put("busy", connections.busy());
        json.put("connecting", connections.connecting()).put("draining", connections.draining());
        json.put("max", connections.max()).put("opened", connections.opened());
        json.put("connectFailures", connections.failures());
    }

    private static void traffic(Json json, Traffic traffic, EndpointSample sample) throws IOException {
        json.put("inFlight", traffic.inFlight()).put("total", traffic.total()).put("failed", traffic.failed());
        json.put("perSecond", sample.perSecond()).put("share", sample.share());
        json.put("rateUsed", traffic.rateUsed());
    }
}
