// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.admin.Documents;
import dev.hawser.cli.admin.EventSeen;
import dev.hawser.cli.term.Width;
import dev.hawser.cli.top.TopState.Prompt;
import dev.hawser.cli.top.TopState.RowId;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How it looks, without a terminal. */
class TopTextTest {

    private static final TopData DATA = TopData.of(Documents.parse(Documents.POOLS));
    private static final RowId FIRST = new RowId("kv", "10.0.0.1:7001");
    private static final RowId DOWN = new RowId("kv", "10.0.0.2:7001");

    private final TopText text = new TopText("http://127.0.0.1:9464", ZoneId.of("UTC"), false);

    private String frame(TopState state, int width, int height) {
        return String.join("\n", text.frame(DATA, state, false, width, height));
    }

    @Test
    void aHundredColumnsShowPoolsEndpointsAndKeys() {
        assertThat(frame(TopState.BEGINNING.choosing(FIRST), 100, 14)).isEqualTo("""
                 hawser top   http://127.0.0.1:9464   21:00:00   by address
                 840 calls/s   success 99.9 %   p50 1.20 ms   p99 9.80 ms (kv)   waiting 2   2 of 5 up

                  ENDPOINT               STATE, AND WHY                    CALLS/S  SHARE  IN FLIGHT  ERRORS   SINCE
                kv   ◐ degraded   2 of 4 up   840 calls/s   2 waiting   99.9 %   p50 1.20 ms   p99 9.80 ms
                ▶ 10.0.0.1:7001 swift ★  ● up                                  640   76 %          2       3    1h0m
                  10.0.0.2:7001          ✖ down for 3s: refused (2 failu…        0    0 %          0       1      3s
                  10.0.0.3:7001          ◍ drained                               0    0 %          0       0     90s
                  10.0.0.4:7001          ○ idle                                200   24 %          0       0      1s
                mail   ✖ down   0 of 1 up   - calls/s   discovery: no such name   dns:mail:25
                  [2001:db8::1]:25       ⊘ ejected: 5 calls in a row fai…        -      -          0       0       -


                 q quit   ↑↓ choose   Enter details   sort: s a c i e   / filter   p pause""");
    }

    @Test
    void aNarrowTerminalKeepsWhatMatters() {
        assertThat(frame(TopState.BEGINNING, 80, 14))
                .contains("ENDPOINT", "STATE, AND WHY", "CALLS/S", "IN FLIGHT", "ERRORS", "q quit")
                .doesNotContain("SINCE", "SHARE", "LAST ERROR");
    }

    @Test
    void aWideTerminalShowsTheLastSecondsAndTheLastError() {
        assertThat(frame(TopState.BEGINNING, 200, 14))
                .contains("LAST 20 S", "   ███  connection reset", "7*", "s)tate a)ddress");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 100, 120, 200})
    void noLineIsWiderThanTheTerminalAndNoFrameHigher(int width) {
        for (int height = 4; height < 30; height += 5) {
            List<String> lines =
                    text.frame(DATA, TopState.BEGINNING.choosing(DOWN).withExpanded(true), true, width, height);

            assertThat(lines).allMatch(line -> Width.of(line) <= width);
            assertThat(lines.size()).isLessThanOrEqualTo(Math.max(height, 6));
        }
    }

    @Test
    void anEndpointThatIsExpandedTellsWhyItsLastErrorAndWhatChanged() {
        TopData news = DATA.withNews(List.of(
                new EventSeen(
                        Documents.parse(
                                "{\"at\":\"2026-11-21T20:59:57.000Z\",\"severity\":\"warning\",\"text\":\"10.0.0.2:7001: UP → DOWN: refused\"}")),
                new EventSeen(Documents.parse("{\"kind\":\"ConnectFailed\",\"text\":\"once more\"}")),
                new EventSeen(Documents.parse("{\"at\":\"2026-11-21T20:00:00.000Z\",\"text\":\"added\"}"))));

        assertThat(text.frame(news, TopState.BEGINNING.choosing(DOWN).withExpanded(true), false, 100, 24))
                .contains(
                        "      down for 3s, weight 1",
                        "      0 idle and 0 busy connections of 30, 0 opened, 0 failed to open; 20 calls, 1 failed",
                        "      why: down for 3s (2 failures, last: refused, next try in 1s)",
                        "      last error, <1s ago: connect refused",
                        "      20:59:57.000  UP → DOWN: refused",
                        "      20:00:00.000  added")
                .noneMatch(line -> line.contains("once more"));
    }

    @Test
    void theLastLineSaysWhatIsAsked() {
        TopState chosen = TopState.BEGINNING.choosing(DOWN);

        assertThat(frame(chosen.asking(Prompt.CONFIRM), 100, 14))
                .endsWith(" Drain 10.0.0.2:7001 of kv: no new work for it?  y / n");
        assertThat(frame(chosen.choosing(new RowId("kv", "10.0.0.3:7001")).asking(Prompt.CONFIRM), 100, 14))
                .endsWith(" Give 10.0.0.3:7001 of kv new work again?  y / n");
        assertThat(frame(chosen.asking(Prompt.FILTER).withFilter("kv"), 100, 14))
                .endsWith(" filter: kv█   Enter keeps it, Esc shows all");
        assertThat(frame(chosen.saying("done"), 100, 14)).endsWith("\n done");
    }

    @Test
    void pausesFiltersOrdersAndTroubleAreToldAbove() {
        TopState state = TopState.BEGINNING
                .withPaused(true)
                .withFilter("nobody")
                .sorted(Order.ERRORS)
                .sorted(Order.ERRORS);

        assertThat(text.frame(DATA.withProblem("nothing listens"), state, false, 120, 14)
                        .get(0))
                .contains("PAUSED", "NO NEWS: nothing listens", "only 'nobody'", "by errors, reversed");
        assertThat(frame(state, 100, 14)).contains("nothing matches the filter");
    }

    /** Colour is never alone: without it, each state still has its sign and its word. */
    @Test
    void withoutColoursThereIsNoEscape() {
        assertThat(frame(TopState.BEGINNING, 200, 20)).doesNotContain("\033");
        assertThat(String.join(
                        "", new TopText("x", ZoneId.of("UTC"), true).frame(DATA, TopState.BEGINNING, false, 200, 20)))
                .contains("\033[31m✖ down");
    }

    /** A thousand endpoints on forty lines: the chosen one is among them wherever it is. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 499, 998, 999})
    void theChosenRowIsAlwaysInSight(int number) {
        String endpoints = IntStream.range(0, 1000)
                .mapToObj(n -> "{\"address\":\"host-%04d:7001\",\"state\":\"UP\"}".formatted(n))
                .collect(Collectors.joining(","));
        TopData many = TopData.of(
                Documents.parse("{\"pools\":[{\"name\":\"big\",\"state\":\"UP\",\"endpoints\":[" + endpoints + "]}]}"));
        String address = "host-%04d:7001".formatted(number);

        List<String> lines = text.frame(many, TopState.BEGINNING.choosing(new RowId("big", address)), false, 100, 40);

        assertThat(lines).hasSize(40).anyMatch(line -> line.startsWith("▶ " + address));
    }

    @Test
    void sparksGoFromNothingToTheMostThereIs() {
        assertThat(Spark.line(List.of(0.0, 1.0, 50.0, 100.0), 6, 100)).isEqualTo("  ▁▂▅█");
        assertThat(Spark.line(List.of(1.0, 2.0, 3.0), 2, 3)).isEqualTo("▆█");
        assertThat(Spark.line(List.of(0.0), 2, 0)).isEqualTo(" ▁");
        assertThat(Spark.line(List.of(), 2, 0)).isEmpty();
    }
}
