// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import dev.hawser.cli.admin.FailureSeen;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.term.Cell;
import dev.hawser.cli.term.Style;
import dev.hawser.cli.term.Width;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Whom the next call would go to and why, and what became of the latest that were in trouble. */
final class WhyReading implements Reading {

    private static final int SIGN = 13;

    /** Less room than this beside an endpoint, and its reason gets lines of its own. */
    private static final int LEAST_ROOM = 32;

    private final ZoneId zone;

    WhyReading(ZoneId zone) {
        this.zone = zone;
    }

    /** One pool's explanation is the document itself; those of all are in a list. */
    static List<Fields> pools(Fields answer) {
        return answer.text("pool").isEmpty() ? answer.objects("pools") : List.of(answer);
    }

    @Override
    public List<String> lines(Fields answer, int width, boolean colours) {
        List<String> lines = new ArrayList<>();
        for (Fields pool : pools(answer)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            Wrapped.lines(pool.text("pool") + ": " + pool.text("verdict"), width)
                    .forEach(line -> lines.add(Style.STRONG.apply(line, colours)));
            lines.addAll(endpoints(pool, width, colours));
            List<FailureSeen> recent =
                    pool.objects("recent").stream().map(FailureSeen::new).toList();
            lines.add("  "
                    + Style.FAINT.apply(
                            recent.isEmpty() ? "no call failed, was refused or had to wait lately" : "LATELY",
                            colours));
            recent.forEach(failure -> lines.addAll(lines(failure, width, colours)));
        }
        return lines.isEmpty() ? List.of("no pool is watched there") : lines;
    }

    private static List<String> endpoints(Fields pool, int width, boolean colours) {
        List<String> lines = new ArrayList<>();
        int widest = pool.objects("endpoints").stream()
                .mapToInt(endpoint -> Width.of(endpoint.text("address")))
                .max()
                .orElse(0);
        for (Fields endpoint : pool.objects("endpoints")) {
            boolean can = endpoint.is("eligible");
            Cell sign = can ? Cell.of("● can serve", Style.GOOD) : Cell.of("✖ cannot", Style.BAD);
            String head = "  " + Width.left(Shown.plain(endpoint.text("address")), widest) + "  ";
            String share = Width.right(Shown.share(endpoint.number("share")), 5) + "  ";
            int used = Width.of(head) + SIGN + Width.of(share);
            boolean beside = width - used >= LEAST_ROOM;
            String blanks = " ".repeat(beside ? used : 6);
            List<String> why = Wrapped.lines(endpoint.text("why"), width - blanks.length());
            String first =
                    head + sign.style().apply(sign.text(), colours) + " ".repeat(SIGN - Width.of(sign.text())) + share;
            lines.add((first + (beside ? why.get(0) : "")).stripTrailing());
            why.stream().skip(beside ? 1 : 0).forEach(line -> lines.add(blanks + line));
        }
        return lines;
    }

    private List<String> lines(FailureSeen failure, int width, boolean colours) {
        List<String> lines = new ArrayList<>();
        String head = "  " + Shown.time(failure.at(), zone) + "  " + Width.left(failure.kind(), 7) + "  ";
        Style style = failure.kind().equals("waited") ? Style.WARNING : Style.BAD;
        List<String> words = Wrapped.lines(words(failure), width - Width.of(head));
        lines.add(style.apply(Shown.plain(head), colours) + words.get(0));
        words.stream().skip(1).forEach(line -> lines.add(" ".repeat(Width.of(head)) + line));
        int number = 0;
        for (FailureSeen.Attempt attempt : failure.attempts()) {
            number++;
            String blanks = " ".repeat(Width.of(head));
            String sign = number + ". ";
            for (String line : Wrapped.lines(words(attempt), width - blanks.length() - sign.length())) {
                lines.add(blanks + sign + line);
                sign = " ".repeat(sign.length());
            }
        }
        return lines;
    }

    private static String words(FailureSeen failure) {
        String what = failure.call().isEmpty() ? "" : failure.call() + " ";
        String after = failure.tookMillis().isEmpty() ? "" : "after " + Shown.millis(failure.tookMillis());
        String unknown = failure.unknown() ? " (whether the server ran it is not known)" : "";
        String head = (what + after).strip();
        return (head.isEmpty() ? "" : head + ": ") + failure.message() + unknown;
    }

    private static String words(FailureSeen.Attempt attempt) {
        String who = attempt.endpoint().isEmpty() ? "no connection" : attempt.endpoint();
        double begun = attempt.begunMillis().orElse(0);
        String began = begun <= 0 ? ", at once" : ", after " + Shown.millis(attempt.begunMillis());
        String took = attempt.tookMillis().isEmpty() ? "" : ", took " + Shown.millis(attempt.tookMillis());
        return who + began + took + ": " + attempt.result();
    }

    @Override
    public boolean isWell(Fields answer) {
        return pools(answer).stream()
                .allMatch(pool -> pool.objects("endpoints").stream().anyMatch(e -> e.is("eligible")));
    }
}
