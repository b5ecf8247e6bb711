// SPDX-License-Identifier: Apache-2.0
package dev.hawser.servers.kubernetes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The objects, the version that counts their changes, and the changes that are not forgotten yet. Not safe for use by several
 * threads.
 */
final class Store {
    private static final long FIRST_VERSION = 1000;

    private final Map<String, TreeMap<String, JsonObject>> collections = new TreeMap<>();
    private final List<Change> history = new ArrayList<>();
    private long version = FIRST_VERSION;
    private long forgotten;

    /** Creates or replaces. */
    Change put(ApiCollection collection, JsonObject given) {
        JsonObject object = given.deepCopy();
        object.addProperty("apiVersion", collection.groupVersion());
        object.addProperty("kind", collection.kind());
        JsonObject metadata = object.getAsJsonObject("metadata");
        String key = key(object);
        TreeMap<String, JsonObject> objects = collections.computeIfAbsent(collection.path(), path -> new TreeMap<>());
        JsonObject before = objects.get(key);
        version++;
        metadata.addProperty("resourceVersion", Long.toString(version));
        metadata.addProperty("uid", before == null ? "uid-" + version : text(before, "uid"));
        objects.put(key, object);
        return changed(before == null ? "ADDED" : "MODIFIED", collection.path(), object);
    }

    Optional<Change> delete(ApiCollection collection, String namespace, String name) {
        TreeMap<String, JsonObject> objects = collections.getOrDefault(collection.path(), new TreeMap<>());
        JsonObject object = objects.remove(namespace + "/" + name);
        if (object == null) {
            return Optional.empty();
        }
        version++;
        JsonObject last = object.deepCopy();
        last.getAsJsonObject("metadata").addProperty("resourceVersion", Long.toString(version));
        return Optional.of(changed("DELETED", collection.path(), last));
    }

    private Change changed(String type, String path, JsonObject object) {
        Change change = new Change(version, type, path, object);
        history.add(change);
        return change;
    }

    /** No watch can begin before this moment any more. */
    void forget() {
        version++;
        forgotten = version;
        history.clear();
    }

    boolean isForgotten(long since) {
        return since < forgotten;
    }

    long version() {
        return version;
    }

    List<Change> since(long since) {
        return history.stream().filter(change -> change.version() > since).toList();
    }

    /** All objects of a path as additions, for a watch that begins without a version. */
    void forEach(String path, Consumer<Change> action) {
        collections
                .getOrDefault(path, new TreeMap<>())
                .values()
                .forEach(object -> action.accept(new Change(version, "ADDED", path, object)));
    }

    /**
     * A page of a list. Each page bears the version of the first, so that a watch from there misses nothing that happened
     * between the pages.
     *
     * @param limit 0 for no limit
     * @param continued what the page before gave to continue with; empty for the first
     */
    JsonObject list(String path, Predicate<JsonObject> wanted, int limit, String continued) {
        int bar = continued.indexOf('|');
        String of = bar < 0 ? Long.toString(version) : continued.substring(0, bar);
        String after = continued.substring(bar + 1);
        JsonArray items = new JsonArray();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", of);
        Iterator<Map.Entry<String, JsonObject>> left = collections
                .getOrDefault(path, new TreeMap<>())
                .tailMap(after, false)
                .entrySet()
                .iterator();
        String last = after;
        while (left.hasNext() && (limit == 0 || items.size() < limit)) {
            Map.Entry<String, JsonObject> next = left.next();
            last = next.getKey();
            if (wanted.test(next.getValue())) {
                items.add(next.getValue());
            }
        }
        metadata.addProperty("continue", left.hasNext() ? of + "|" + last : "");
        JsonObject list = new JsonObject();
        list.addProperty("kind", "List"); // the real server puts the kind of its items before it
        list.addProperty("apiVersion", path.replaceAll("^/apis?/(.*)/[^/]+$", "$1"));
        list.add("metadata", metadata);
        list.add("items", items);
        return list;
    }

    static String key(JsonObject object) {
        return text(object, "namespace") + "/" + text(object, "name");
    }

    static String text(JsonObject object, String name) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        return metadata.has(name) ? metadata.get(name).getAsString() : "";
    }

    /** Something that happened to an object, which is as it was then. */
    record Change(long version, String type, String path, JsonObject object) {

        String line() {
            JsonObject event = new JsonObject();
            event.addProperty("type", type);
            event.add("object", object);
            return event.toString();
        }
    }
}
