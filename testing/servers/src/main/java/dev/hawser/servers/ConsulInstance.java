// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One instance of a service, as it is registered. Has a check, by time to live, whose status only changes when told.
 *
 * @param service the name of the service
 * @param id of this instance, unique at its agent
 * @param address empty for the address of the node
 * @param weights absent for Consul's own, 1 and 1
 * @param status of its check
 */
public record ConsulInstance(
        String service,
        String id,
        String address,
        int port,
        Optional<Weights> weights,
        List<String> tags,
        Map<String, String> meta,
        Status status) {

    public ConsulInstance {
        tags = List.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** A passing instance at 127.0.0.1, named after the service and its port: {@code kv-7000}. */
    public static ConsulInstance of(String service, int port) {
        return new ConsulInstance(
                service,
                service + "-" + port,
                "127.0.0.1",
                port,
                Optional.empty(),
                List.of(),
                Map.of(),
                Status.PASSING);
    }

    public ConsulInstance withId(String id) {
        return new ConsulInstance(service, id, address, port, weights, tags, meta, status);
    }

    public ConsulInstance withAddress(String address) {
        return new ConsulInstance(service, id, address, port, weights, tags, meta, status);
    }

    public ConsulInstance withPort(int port) {
        return new ConsulInstance(service, id, address, port, weights, tags, meta, status);
    }

    public ConsulInstance withWeights(int passing, int warning) {
        Optional<Weights> both = Optional.of(new Weights(passing, warning));
        return new ConsulInstance(service, id, address, port, both, tags, meta, status);
    }

    public ConsulInstance withTags(String... tags) {
        return new ConsulInstance(service, id, address, port, weights, List.of(tags), meta, status);
    }

    /** Adds one entry. */
    public ConsulInstance withMeta(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(meta);
        more.put(key, value);
        return new ConsulInstance(service, id, address, port, weights, tags, more, status);
    }

    public ConsulInstance withStatus(Status status) {
        return new ConsulInstance(service, id, address, port, weights, tags, meta, status);
    }

    /** As the agent wants it. */
    JsonObject toAgentJson() {
        JsonObject json = toJson("Name");
        JsonObject check = new JsonObject();
        check.addProperty("CheckID", checkId(id));
        check.addProperty("TTL", "1h"); // longer than any test: a check changes when it is told to
        check.addProperty("Status", status.text());
        json.add("Check", check);
        return json;
    }

    /** As the catalog wants it, where it has no check. */
    JsonObject toCatalogJson() {
        return toJson("Service");
    }

    private JsonObject toJson(String nameField) {
        JsonObject json = new JsonObject();
        json.addProperty("ID", id);
        json.addProperty(nameField, service);
        json.addProperty("Address", address);
        json.addProperty("Port", port);
        weights.ifPresent(both -> json.add("Weights", both.toJson()));
        JsonArray all = new JsonArray();
        tags.forEach(all::add);
        json.add("Tags", all);
        JsonObject entries = new JsonObject();
        meta.forEach(entries::addProperty);
        json.add("Meta", entries);
        return json;
    }

    static String checkId(String id) {
        return "check-" + id;
    }

    /** Consul's two weights of an instance. */
    public record Weights(int passing, int warning) {
        JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("Passing", passing);
            json.addProperty("Warning", warning);
            return json;
        }
    }

    /** What a check says. */
    public enum Status {
        PASSING,
        WARNING,
        CRITICAL;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
