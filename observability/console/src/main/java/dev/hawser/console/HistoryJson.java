// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console;

import dev.hawser.console.sample.HistoryWindow;
import dev.hawser.endpoint.EndpointState;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** The last minutes of a pool as JSON, in columns. */
final class HistoryJson {
    private static final EndpointState[] STATES = EndpointState.values();

    private HistoryJson() {}

    static String write(Instant at, String pool, HistoryWindow past) {
        return Json.answer(at, json -> {
            json.put("pool", pool).put("stepMs", PoolPoller.STEP.toMillis());
            json.longs("t", past.seconds());
            for (Map.Entry<String, float[]> column : past.columns().entrySet()) {
                json.numbers(column.getKey(), column.getValue());
            }
            json.object("endpoints", endpoints -> {
                for (Map.Entry<String, HistoryWindow.OfEndpoint> entry :
                        past.endpoints().entrySet()) {
                    endpoints.object(entry.getKey(), o -> endpoint(o, entry.getValue()));
                }
            });
            if (past.leftOut() > 0) {
                json.put("endpointsLeftOut", past.leftOut());
            }
        });
    }

    private static void endpoint(Json json, HistoryWindow.OfEndpoint past) throws IOException {
        json.numbers(HistoryWindow.PER_SECOND, past.perSecond())
                .numbers(HistoryWindow.FAILED_PER_SECOND, past.failedPerSecond());
        json.words("state", past.states(), state -> state == 0 ? null : STATES[state - 1].name());
    }
}
