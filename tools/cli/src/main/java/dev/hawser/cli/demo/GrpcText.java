// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import dev.hawser.cli.term.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The gRPC fleet's story for people. Pure. */
final class GrpcText {

    private final DemoReport.Grpc grpc;
    private final List<Line> lines = new ArrayList<>();

    GrpcText(DemoReport.Grpc grpc) {
        this.grpc = grpc;
    }

    /** A line and what stands in front of it, which may be nothing. */
    record Line(String label, String text) {}

    List<Line> lines() {
        DemoReport.Restart restart = grpc.restart();
        if (restart != null) {
            lines.add(new Line("Restart", restart(restart)));
        }
        DemoReport.Added added = grpc.added();
        if (added != null) {
            lines.add(new Line("Joined", added(added)));
        }
        DemoReport.Slow slow = grpc.slow();
        if (slow != null) {
            lines.add(new Line("Slow", slow(slow)));
        }
        lines.add(new Line("gRPC", calls(grpc.idempotent(), "idempotent calls")));
        lines.add(new Line("", calls(grpc.other(), "others")));
        return lines;
    }

    private static String restart(DemoReport.Restart restart) {
        Double back = restart.backAtSeconds();
        return String.format(
                Locale.ROOT,
                "%s drained at %.1f s%s: %s",
                restart.server(),
                restart.atSeconds(),
                back == null ? "" : String.format(Locale.ROOT, " and was back at %.1f s", back),
                restart.failedCalls() == 0 ? "no call failed" : Numbers.count(restart.failedCalls()) + " calls failed");
    }

    private static String added(DemoReport.Added added) {
        return String.format(
                Locale.ROOT,
                "%s joined at %.1f s%s",
                added.server(),
                added.atSeconds(),
                added.share() == null ? "" : " and got " + percent(added.share()) + " of the calls from then on");
    }

    private static String slow(DemoReport.Slow slow) {
        String text = String.format(Locale.ROOT, "%s became slow at %.1f s", slow.server(), slow.fromSeconds());
        if (slow.shareBefore() == null || slow.shareMeanwhile() == null) {
            return text;
        }
        return text + ": its share went from " + percent(slow.shareBefore()) + " to " + percent(slow.shareMeanwhile())
                + (slow.shareAfter() == null ? "" : ", and to " + percent(slow.shareAfter()) + " when it was over");
    }

    private static String calls(DemoReport.Calls calls, String kind) {
        String text = Numbers.count(calls.total()) + " " + kind + ": " + Numbers.count(calls.failed()) + " failed";
        if (calls.inFlightOnKilled() > 0) {
            text += calls.inFlightOnKilled() == calls.failed()
                    ? ", in flight on the server that was killed"
                    : ", " + Numbers.count(calls.inFlightOnKilled()) + " in flight on the server that was killed";
        }
        return calls.retried() > 0
                ? text + ", " + Numbers.count(calls.retried()) + " answered by a second attempt"
                : text;
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
