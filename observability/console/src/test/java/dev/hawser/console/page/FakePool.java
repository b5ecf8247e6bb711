// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A pool as the server would describe it, to be changed at will before it is given away. */
final class FakePool {
    private static final int SPARKS = 60;

    private final JsonObject pool = new JsonObject();
    private final JsonArray endpoints = new JsonArray();

    private FakePool() {}

    static FakePool of(String name, int endpoints) {
        FakePool fake = new FakePool();
        fake.set("name", name).set("holding", "SHARED").set("waiting", 0).set("state", "UP");
        fake.set("total", 841_204).set("failed", 12).set("refused", 0).set("retried", 31);
        fake.set("perSecond", 840.2)
                .set("successPercent", 99.97)
                .set("p50Ms", 1.24)
                .set("p99Ms", 9.8)
                .set("waitP99Ms", 3.1)
                .set("longWaitMs", 100);
        JsonObject source = new JsonObject();
        source.addProperty("words", "consul:///" + name);
        source.addProperty("ageMs", 1200);
        fake.pool.add("source", source);
        fake.pool.add("endpoints", fake.endpoints);
        IntStream.range(0, endpoints).forEach(i -> fake.endpoints.add(endpoint(i, endpoints)));
        return fake;
    }

    private static JsonObject endpoint(int index, int of) {
        JsonObject one = new JsonObject();
        one.addProperty("address", "10.0." + index / 200 + "." + (index % 200 + 1) + ":7001");
        one.addProperty("name", "node-" + (index + 1));
        one.addProperty("zone", "eu-" + (char) ('a' + index % 3));
        one.addProperty("state", "UP");
        one.addProperty("why", "");
        one.addProperty("weight", 1 + index % 3);
        one.addProperty("discoveredWeight", 1 + index % 3);
        one.addProperty("drained", false);
        one.addProperty("leader", false);
        new Numbers(one)
                .add("idle", 2)
                .add("busy", 1 + index % 4)
                .add("connecting", 0)
                .add("draining", 0)
                .add("max", 8);
        new Numbers(one)
                .add("opened", 9)
                .add("connectFailures", 0)
                .add("inFlight", 2 + index % 7)
                .add("total", 140_200);
        new Numbers(one)
                .add("failed", 2)
                .add("perSecond", 840.2 / of)
                .add("share", 1.0 / of)
                .add("sinceMs", 3_840_000);
        one.addProperty("rateUsed", 0.3 + index % 5 * 0.12);
        JsonArray spark = new JsonArray();
        DoubleStream.iterate(0, i -> i + 1)
                .limit(SPARKS)
                .map(i -> Math.round(140 + 22 * Math.sin(i / 6 + index) + 9 * Math.sin(i * 1.7 + index)))
                .forEach(spark::add);
        one.add("spark", spark);
        return one;
    }

    private record Numbers(JsonObject of) {
        Numbers add(String name, Number value) {
            of.addProperty(name, value);
            return this;
        }
    }

    FakePool set(String name, String value) {
        pool.add(name, new JsonPrimitive(value));
        return this;
    }

    FakePool set(String name, Number value) {
        pool.add(name, new JsonPrimitive(value));
        return this;
    }

    FakePool source(Consumer<JsonObject> change) {
        change.accept(pool.getAsJsonObject("source"));
        return this;
    }

    FakePool endpoint(int index, Consumer<JsonObject> change) {
        change.accept(endpoints.get(index).getAsJsonObject());
        return this;
    }

    /** Down, and what that does to it. */
    FakePool down(int index, String why) {
        return endpoint(index, one -> {
            one.addProperty("state", "DOWN");
            one.addProperty("why", why);
            new Numbers(one)
                    .add("idle", 0)
                    .add("busy", 0)
                    .add("inFlight", 0)
                    .add("perSecond", 0)
                    .add("share", 0)
                    .add("sinceMs", 2400);
            one.addProperty("connectFailures", 4);
            JsonObject error = new JsonObject();
            error.addProperty("message", why);
            error.addProperty("agoMs", 1200);
            one.add("lastError", error);
            one.remove("rateUsed");
            JsonArray spark = one.getAsJsonArray("spark");
            IntStream.range(SPARKS - 3, SPARKS).forEach(i -> spark.set(i, new JsonPrimitive(0)));
        });
    }

    JsonObject json() {
        return pool;
    }

    String name() {
        return pool.get("name").getAsString();
    }
}
