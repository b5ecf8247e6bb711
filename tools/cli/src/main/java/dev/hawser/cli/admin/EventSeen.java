// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.admin;

import java.util.List;

/** Something that happened in a pool, as a console tells of it. */
public record EventSeen(Fields fields) {

    /** The events of an answer, the newest first. */
    public static List<EventSeen> allOf(Fields answer) {
        return answer.objects("events").stream().map(EventSeen::new).toList();
    }

    public String at() {
        return fields.text("at");
    }

    public boolean warns() {
        return fields.text("severity").equals("warning");
    }

    /** The library's name of such events. */
    public String kind() {
        return fields.text("kind");
    }

    /** In words. */
    public String text() {
        return fields.text("text");
    }
}
