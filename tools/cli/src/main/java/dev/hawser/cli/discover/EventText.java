// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.discover;

import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Style;
import dev.hawser.endpoint.Endpoint;
import dev.hawser.endpoint.Text;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An {@link Event} as a line for people. Pure. */
final class EventText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final ZoneId zone;
    private final boolean wide;
    private final boolean colours;

    /** @param wide whether all attributes are shown of what has come */
    EventText(ZoneId zone, boolean wide, boolean colours) {
        this.zone = zone;
        this.wide = wide;
        this.colours = colours;
    }

    /**
     * {@code 18:02:11.120  ~ 10.0.0.1:7001  weight 1 -> 3}.
     *
     * @param count how many endpoints there are after it
     */
    String line(Event event, Instant at, int count) {
        String time = Style.FAINT.apply(TIME.format(at.atZone(zone)), colours) + "  ";
        if (event instanceof Event.Moved moved) {
            return time + moved(moved.change());
        }
        return event instanceof Event.Troubled troubled
                ? time + styled("! " + troubled.message(), Style.WARNING)
                : time + styled("! recovered; " + endpoints(count), Style.GOOD);
    }

    private String moved(Change change) {
        if (change instanceof Change.Added added) {
            String others = wide ? Listing.others(added.endpoint()) : "";
            return mark("+", added.endpoint(), Style.GOOD) + "  "
                    + plain(Change.words(added.endpoint()) + (others.isEmpty() ? "" : ", " + others));
        }
        if (change instanceof Change.Changed changed) {
            return mark("~", changed.endpoint(), Style.WARNING) + "  " + plain(changed.words());
        }
        return mark("-", change.endpoint(), Style.BAD);
    }

    private String mark(String sign, Endpoint endpoint, Style style) {
        return styled(sign + " " + endpoint.address(), style);
    }

    private String styled(String text, Style style) {
        Cell cell = Cell.of(text, style);
        return cell.style().apply(cell.text(), colours);
    }

    private static String plain(String text) {
        return Cell.of(text).text();
    }

    static String endpoints(int count) {
        return Text.count(count, "endpoint");
    }
}
