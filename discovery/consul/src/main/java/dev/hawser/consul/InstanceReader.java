// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads one element of an answer of {@code /v1/health/service/<name>}; fields it does not know are skipped. */
final class InstanceReader {
    private static final Predicate<String> ANY = name -> true;

    private final JsonValues values;
    private final Predicate<String> wantedMeta;
    private Instance.Service service = Instance.Service.NONE;
    private Instance.Node node = Instance.Node.NONE;
    private Instance.State state = Instance.State.PASSING;

    /** @param wantedMeta which metadata keys to keep; the others are not even held for a moment */
    InstanceReader(JsonValues values, Predicate<String> wantedMeta) {
        this.values = values;
        this.wantedMeta = wantedMeta;
    }

    Instance read() throws IOException {
        service = Instance.Service.NONE;
        node = Instance.Node.NONE;
        state = Instance.State.PASSING;
        if (values.json().peek() == JsonToken.NULL) {
            values.problem("instance: null (expected: an object)");
        }
        values.object("instance", this::field);
        return new Instance(service, node, state, values.takeProblem());
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "Service" -> service = new ServiceFields().read();
            case "Node" -> node = new NodeFields().read();
            case "Checks" -> checks();
            default -> values.json().skipValue();
        }
    }

    private void checks() throws IOException {
        if (!values.begins(JsonToken.BEGIN_ARRAY, "Checks")) {
            return;
        }
        values.json().beginArray();
        while (values.json().hasNext()) {
            values.object("check", this::check);
        }
        values.json().endArray();
    }

    private void check(String name) throws IOException {
        if (!name.equals("Status")) {
            values.json().skipValue();
            return;
        }
        switch (values.text("Status")) {
            case "passing" -> state = state.worse(Instance.State.PASSING);
            case "warning" -> state = state.worse(Instance.State.WARNING);
            case "critical" -> state = state.worse(Instance.State.CRITICAL);
            default -> values.problem("Status: unknown (expected: passing, warning or critical)");
        }
    }

    private String zone() throws IOException {
        return values.map("Locality", "Zone"::equals).getOrDefault("Zone", "");
    }

    private final class ServiceFields {
        private String id = "";
        private String name = "";
        private String address = "";
        private String port = "";
        private List<String> tags = List.of();
        private Map<String, String> meta = Map.of();
        private Map<String, String> weights = Map.of();
        private String zone = "";

        Instance.Service read() throws IOException {
            values.object("Service", this::field);
            return new Instance.Service(id, name, address, port, tags, meta, weights, zone);
        }

        private void field(String field) throws IOException {
            switch (field) {
                case "ID" -> id = values.text(field);
                case "Service" -> name = values.text(field);
                case "Address" -> address = values.text(field);
                case "Port" -> port = values.text(field);
                case "Tags" -> tags = values.texts(field);
                case "Meta" -> meta = values.map(field, wantedMeta);
                case "Weights" -> weights = values.map(field, ANY);
                case "Locality" -> zone = zone();
                default -> values.json().skipValue();
            }
        }
    }

    private final class NodeFields {
        private String name = "";
        private String address = "";
        private String datacenter = "";
        private Map<String, String> meta = Map.of();
        private String zone = "";

        Instance.Node read() throws IOException {
            values.object("Node", this::field);
            return new Instance.Node(name, address, datacenter, meta, zone);
        }

        private void field(String field) throws IOException {
            switch (field) {
                case "Node" -> name = values.text(field);
                case "Address" -> address = values.text(field);
                case "Datacenter" -> datacenter = values.text(field);
                case "Meta" -> meta = values.map(field, wantedMeta);
                case "Locality" -> zone = zone();
                default -> values.json().skipValue();
            }
        }
    }
}
