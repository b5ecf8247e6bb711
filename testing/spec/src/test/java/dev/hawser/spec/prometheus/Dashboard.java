// SPDX-License-Identifier: Apache-2.0
package dev.hawser.spec.prometheus;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hawser.spec.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboard for Grafana. */
final class Dashboard {
    static final Path FILE = Repository.root().resolve("docs/monitoring/hawser-dashboard.json");

    private final JsonObject json =
            JsonParser.parseString(Repository.read(FILE)).getAsJsonObject();

    /** Rows first among them. */
    List<JsonObject> panels() {
        List<JsonObject> all = new ArrayList<>();
        json.getAsJsonArray("panels").forEach(panel -> all.add(panel.getAsJsonObject()));
        return all;
    }

    static boolean isRow(JsonObject panel) {
        return panel.get("type").getAsString().equals("row");
    }

    List<String> rows() {
        return panels().stream()
                .filter(Dashboard::isRow)
                .map(row -> row.get("title").getAsString())
                .toList();
    }

    /** Of all panels, with Grafana's variables in them. */
    List<String> expressions() {
        List<String> all = new ArrayList<>();
        for (JsonObject panel : panels()) {
            if (!isRow(panel)) {
                for (JsonElement target : panel.getAsJsonArray("targets")) {
                    all.add(target.getAsJsonObject().get("expr").getAsString());
                }
            }
        }
        return all;
    }

    /** The variables' definitions, by name. */
    List<JsonObject> variables() {
        List<JsonObject> all = new ArrayList<>();
        json.getAsJsonObject("templating").getAsJsonArray("list").forEach(each -> all.add(each.getAsJsonObject()));
        return all;
    }

    /** As Grafana asks for it when everything is chosen. */
    static String asked(String expression) {
        return expression
                .replaceAll("\\$(job|instance|pool)", ".*")
                .replace("$__rate_interval", "1m");
    }
}
