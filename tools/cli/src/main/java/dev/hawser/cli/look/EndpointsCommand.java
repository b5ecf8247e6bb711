// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.hawser.cli.admin.EndpointSeen;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.admin.PoolSeen;
import dev.hawser.endpoint.EndpointState;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hawser endpoints}. */
@Command(
        name = "endpoints",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Shows the endpoints of a running program's pools, a row for each, and why one cannot serve.", ""
        },
        footer = {
            "",
            "Examples:",
            "  hawser endpoints http://127.0.0.1:9464",
            "  hawser endpoints 9464 --pool grpc --state down",
            "",
            "CONNECTIONS: idle/busy/most. WEIGHT: in brackets discovery's, where an operator has set another.",
            "Rates and shares cover the last 10 s, FAILED the endpoint's life in the pool.",
            "Exit codes: 0 none of the endpoints shown is down or ejected, 1 one is, or there is none, or the console did"
                    + " not answer, 2 the arguments were wrong."
        })
public final class EndpointsCommand implements Callable<Integer> {

    @Mixin
    private Look look = new Look();

    @Option(names = "--pool", paramLabel = "NAME", description = "Only those of this pool.")
    private String pool = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable EndpointState state;

    @Override
    public Integer call() throws InterruptedException {
        return look.at("/pools", Map.of("pool", pool), this::chosen, new EndpointsReading());
    }

    /** The same document, with only those in the state that was asked for. */
    private Fields chosen(Fields answer) {
        EndpointState wanted = state;
        if (wanted == null) {
            return answer;
        }
        JsonArray pools = new JsonArray();
        for (PoolSeen seen : PoolSeen.allOf(answer)) {
            JsonArray endpoints = new JsonArray();
            seen.endpoints().stream()
                    .map(EndpointSeen::fields)
                    .filter(endpoint -> endpoint.text("state").equals(wanted.name()))
                    .forEach(endpoint -> endpoints.add(endpoint.json()));
            JsonObject narrowed = seen.fields().json().deepCopy();
            narrowed.add("endpoints", endpoints);
            pools.add(narrowed);
        }
        JsonObject document = answer.json().deepCopy();
        document.add("pools", pools);
        return new Fields(document);
    }
}
