// SPDX-License-Identifier: Apache-2.0
package dev.hawser.kubernetes.watch;

import dev.hawser.kubernetes.api.ApiException;
import dev.hawser.kubernetes.api.Json;
import dev.hawser.kubernetes.api.MalformedException;
import java.util.Map;
import java.util.Optional;

/** One line of a watch. */
sealed interface WatchEvent {

    /** Added or modified: which of the two makes no difference to who knows all. */
    record Put(Resource resource, String version) implements WatchEvent {}

    record Deleted(String name, String version) implements WatchEvent {}

    /** Nothing has changed, and a watch can go on from here. */
    record Bookmark(String version) implements WatchEvent {}

    /** The watch is over; often because the version it began at is too old. */
    record Refused(ApiException cause) implements WatchEvent {}

    /** @throws MalformedException if it is none of these, so that something may have been missed */
    static WatchEvent parse(String line) throws MalformedException {
        Map<String, Object> event = Json.object(line);
        String type = Json.text(event, "type").orElse("none");
        Object object = Json.object(event.get("object"));
        if (type.equals("ERROR")) {
            return new Refused(ApiException.of(object));
        }
        String version = Json.text(object, "metadata", "resourceVersion")
                .orElseThrow(() -> new MalformedException("an event without version", "resourceVersion"));
        if (type.equals("BOOKMARK")) {
            return new Bookmark(version);
        }
        Optional<Resource> resource = Resource.of(object);
        if (resource.isEmpty()) {
            throw new MalformedException("an event of a resource without a name", "metadata.name");
        }
        return switch (type) {
            case "ADDED", "MODIFIED" -> new Put(resource.get(), version);
            case "DELETED" -> new Deleted(resource.get().name(), version);
            default -> throw new MalformedException("type of event", "ADDED, MODIFIED, DELETED, BOOKMARK or ERROR");
        };
    }
}
