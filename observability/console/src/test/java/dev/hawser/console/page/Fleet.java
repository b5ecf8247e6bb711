// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static dev.hawser.console.page.FakeConsole.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** A fleet with a bit of everything: a server down, another ejected, a third drained. */
final class Fleet {
    private static final String REFUSED = "connection refused (4 attempts failed, the next in 3.2 s)";

    private Fleet() {}

    static FakeConsole withTrouble() {
        FakePool kv = FakePool.of("kv", 6)
                .set("state", "DEGRADED")
                .set("successPercent", 99.82)
                .set("waiting", 2)
                .endpoint(0, one -> works(one, 0.1))
                .endpoint(1, one -> works(one, 0.2))
                .endpoint(3, one -> works(one, 0))
                .endpoint(4, one -> works(one, 0.7))
                .endpoint(5, one -> works(one, 0))
                .endpoint(0, one -> one.addProperty("leader", true))
                .endpoint(
                        0,
                        one -> one.add(
                                "lastError", json("{'message': 'DEADLINE_EXCEEDED: after 250 ms', 'agoMs': 640000}")))
                .down(2, REFUSED)
                .endpoint(3, one -> {
                    one.addProperty("state", "EJECTED");
                    one.addProperty("why", "8 of the last 10 calls failed; back in 21 s");
                    one.addProperty("sinceMs", 9000);
                    one.add("lastError", json("{'message': 'INTERNAL: disk is read-only', 'agoMs': 9100}"));
                })
                .endpoint(4, one -> {
                    one.addProperty("weight", 7);
                    one.addProperty("sinceMs", 84_000);
                })
                .endpoint(5, one -> one.addProperty("drained", true));
        FakePool files = FakePool.of("files", 3)
                .set("holding", "EXCLUSIVE")
                .set("perSecond", 12.4)
                .set("p50Ms", 0.43);
        files.source(source ->
                source.addProperty("problem", "Consul answered 500: no leader; the endpoints of 38 s ago are kept"));
        FakeConsole console = FakeConsole.of(kv, files);
        console.answer(
                "/events",
                json("{'events': ["
                        + String.join(
                                ",",
                                event(
                                        "21:04:11",
                                        "10.0.0.3:7001",
                                        "UP",
                                        "DOWN",
                                        "10.0.0.3:7001 is down: connection refused"),
                                event(
                                        "21:04:10",
                                        "10.0.0.3:7001",
                                        "",
                                        "",
                                        "a connection to 10.0.0.3:7001 ended: the server closed it"),
                                event(
                                        "21:04:02",
                                        "10.0.0.4:7001",
                                        "UP",
                                        "EJECTED",
                                        "10.0.0.4:7001 is ejected for 30 s: 8 of the last 10 calls failed"),
                                event("21:02:50", "10.0.0.6:7001", "", "", "10.0.0.6:7001 is drained by an operator"),
                                event(
                                        "21:02:31",
                                        "10.0.0.5:7001",
                                        "",
                                        "",
                                        "10.0.0.5:7001 weighs 7 instead of 2, by an operator"),
                                event("20:58:04", "10.0.0.1:7001", "CONNECTING", "UP", "10.0.0.1:7001 is up"))
                        + "]}"));
        console.answer("/failures", json("""
                {'failures': [
                {'at': '2026-11-21T21:04:11.200Z', 'pool': 'kv', 'kind': 'failed', 'call': 'kv.KV/Get', 'outcome': 'FAILED', 'tookMs': 41.5,
                 'message': 'UNAVAILABLE: 3 attempts failed, the budget for more is used up', 'attempts': [
                  {'endpoint': '10.0.0.3:7001', 'result': 'UNAVAILABLE: connection closed', 'begunMs': 0, 'tookMs': 4.2},
                  {'endpoint': '10.0.0.4:7001', 'result': 'INTERNAL: disk is read-only', 'begunMs': 9.1, 'tookMs': 12.7},
                  {'endpoint': '10.0.0.3:7001', 'result': 'UNAVAILABLE: connection refused', 'begunMs': 31.0, 'tookMs': 10.5}]},
                {'at': '2026-11-21T21:04:09.100Z', 'pool': 'kv', 'kind': 'failed', 'call': 'kv.KV/Put', 'outcome': 'UNKNOWN', 'tookMs': 251.0,
                 'message': 'DEADLINE_EXCEEDED: after 250 ms', 'attempts': [
                  {'endpoint': '10.0.0.4:7001', 'result': 'no answer within 250 ms', 'begunMs': 0.2, 'tookMs': 250.0}]},
                {'at': '2026-11-21T21:03:58.000Z', 'pool': 'kv', 'kind': 'waited', 'call': 'kv.KV/Get', 'outcome': 'FAILED', 'tookMs': 118.0,
                 'message': 'waited 118 ms: all 48 connections were busy', 'attempts': []}]}"""));
        console.answer("/why", json("""
                {'pool': 'kv', 'verdict': 'The next call goes to 10.0.0.5:7001: it has the largest weight, and the fewest calls for it.', 'endpoints': [
                {'address': '10.0.0.1:7001', 'eligible': true, 'share': 0.1, 'why': 'weight 1, 2 in flight'},
                {'address': '10.0.0.2:7001', 'eligible': true, 'share': 0.2, 'why': 'weight 2, 3 in flight'},
                {'address': '10.0.0.3:7001', 'eligible': false, 'share': 0, 'why': 'down: connection refused'},
                {'address': '10.0.0.4:7001', 'eligible': false, 'share': 0, 'why': 'ejected for another 21 s'},
                {'address': '10.0.0.5:7001', 'eligible': true, 'share': 0.7, 'why': 'weight 7 set by hand, 6 in flight'},
                {'address': '10.0.0.6:7001', 'eligible': false, 'share': 0, 'why': 'drained by an operator'}], 'recent': []}"""));
        console.answer("/lint", json("""
                {'findings': [
                {'rule': 'retry-without-budget', 'severity': 'error', 'pool': 'kv', 'what': 'Calls are tried again without a budget',
                 'why': 'When all servers are slow, retries multiply the load that made them slow.',
                 'remedy': 'Leave RetryBudget at its default, a tenth of the calls.'},
                {'rule': 'no-deadline', 'severity': 'warning', 'pool': 'files', 'what': 'Callers may wait for ever',
                 'why': 'A caller without a deadline holds its thread for as long as the pool is full.',
                 'remedy': 'Give acquire a Duration, or the pool a longest wait.'}],
                'checked': ['max-below-endpoints', 'no-deadline', 'retry-without-budget', 'keepalive-too-often', 'endpoint-tag-at-many-endpoints']}"""));
        console.answer("/config", json("""
                {'pools': [{'pool': 'kv', 'source': 'consul:///kv', 'settings': {'maxConnectionsPerEndpoint': '8', 'balancer': 'smooth weighted round robin',
                 'rateLimit': '200 per second and endpoint, burst 20', 'deadline': '30 s'}},
                {'pool': 'files', 'source': 'static:10.0.1.1:7001,10.0.1.2:7001,10.0.1.3:7001', 'settings': {'maxConnectionsPerEndpoint': '4', 'idleTimeout': '10 min'}}]}"""));
        return console;
    }

    /** Its part of the calls, and what that makes of it. */
    private static void works(JsonObject one, double share) {
        one.addProperty("share", share);
        one.addProperty("perSecond", 840.2 * share);
        one.addProperty("rateUsed", share);
        one.addProperty("inFlight", Math.round(9 * share));
        one.addProperty("busy", Math.round(6 * share));
        JsonArray spark = new JsonArray();
        for (JsonElement second : one.getAsJsonArray("spark")) {
            spark.add(Math.round(second.getAsDouble() * share * 6));
        }
        one.add("spark", spark);
    }

    private static String event(String time, String endpoint, String from, String to, String text) {
        String states = to.isEmpty() ? "" : "'from': '" + from + "', 'to': '" + to + "', ";
        String kind = to.isEmpty() ? "EndpointSteered" : "EndpointStateChanged";
        String severity = to.equals("UP") || text.contains("operator") ? "info" : "warning";
        return "{'at': '2026-11-21T" + time + ".000Z', 'pool': 'kv', 'kind': 'EndpointStateChanged', 'severity': '"
                + severity + "', 'endpoint': '" + endpoint + "', " + states + "'text': '" + text + "'}";
    }
}
