// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.term.Terminal;
import dev.hawser.cli.term.Width;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTextTest {

    private static final int WIDE = 100;

    @Test
    void aHundredColumnsShowEverything() {
        assertThat(new FrameText(false, Optional.empty()).lines(Frames.example(), WIDE, 40))
                .containsExactly(
                        "",
                        " Hawser demo   steady was killed: the others take its share",
                        " ━━━━━━━━━━━━━━━━━━━─────────────────────────────────────────  9 of 30 s   140 requests/s",
                        "",
                        " SERVER    STATE, AND WHY           WEIGHT   CONNECTIONS  REQ/S  SHARE(FAIR)  P50 MS  P99 MS  ERRORS",
                        " exclusive: one request at a time on a leased connection, weighted round robin",
                        "   swift   ● up                          4         3/1/8     93  67 % (67 %)    1.19    2.61       0",
                        "   steady  ✖ down: refused (4×)          3         0/0/8      0   0 %  (0 %)       -       -       4",
                        "   slow    ● up                          2         2/2/8     47  33 % (33 %)    40.7    48.9       0",
                        "",
                        " LATEST",
                        "   0.1 s  exclusive    swift is up",
                        "   6.1 s  scenario     kill -9 4711: steady is dead",
                        "   6.1 s  exclusive    steady: up → down, refused (1×)",
                        "",
                        " Connections: idle/leased/most; with gRPC open ones and their calls. Fair is what weights promise.",
                        " Rates, shares and latencies cover the last three seconds, errors the whole run. Ctrl-C: summary.");
    }

    @Test
    void aNarrowTerminalKeepsStateRateAndErrors() {
        List<String> lines = new FrameText(false, Optional.empty()).lines(Frames.example(), 60, 40);

        assertThat(lines.get(4)).isEqualTo(" SERVER    STATE, AND WHY           REQ/S  P99 MS  ERRORS");
        assertThat(lines.get(7)).isEqualTo("   steady  ✖ down: refused (4×)         0       -       4");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int width = 45; width <= 120; width++) {
            for (String line : new FrameText(false, Optional.empty()).lines(Frames.example(), width, 40)) {
                assertThat(Width.of(line)).as(line).isLessThanOrEqualTo(width);
            }
        }
    }

    @Test
    void aLowTerminalShowsFewerEventsButTheLatest() {
        List<String> lines = new FrameText(false, Optional.empty()).lines(Frames.example(), WIDE, 10);

        assertThat(lines).noneMatch(line -> line.contains("swift is up"));
        assertThat(lines).anyMatch(line -> line.contains("steady: up → down"));
    }

    /** Three pools of five servers each, and the cursor's line. */
    @Test
    void aTerminalOfTwentyFourLinesShowsEveryServerOfEveryPool() {
        Frame.DoorView door = Frames.example().doors().get(0);
        List<Frame.Row> five = Collections.nCopies(5, door.rows().get(0));
        List<Frame.DoorView> doors = Collections.nCopies(3, new Frame.DoorView("pool", "of five", five));
        Frame frame = new Frame(
                1, new Timeline.Length(30, false), "", doors, Frames.example().diary());

        List<String> lines = new FrameText(false, Optional.empty()).lines(frame, WIDE, 24);

        assertThat(lines).hasSizeLessThan(24);
        assertThat(lines).filteredOn(line -> line.contains("swift   ●")).hasSize(15);
        assertThat(lines).last().asString().contains("steady: up → down");
    }

    @Test
    void withoutColoursThereIsNoEscapeSequenceAndWithThemTheSameText() {
        List<String> plain = new FrameText(false, Optional.empty()).lines(Frames.example(), WIDE, 40);
        List<String> coloured = new FrameText(true, Optional.empty()).lines(Frames.example(), WIDE, 40);

        assertThat(String.join("", plain)).doesNotContain("\033");
        assertThat(String.join("", coloured)).contains("\033[31m✖ down: refused (4×)");
        assertThat(coloured.stream().map(line -> line.replaceAll("\033\\[[0-9]*m", "")))
                .containsExactlyElementsOf(plain);
    }

    @Test
    void headlessTellsEachChangeOnceAndHowItGoesEveryFewSeconds() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LineView view = new LineView(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        view.show(Frames.example());
        view.show(Frames.example());
        view.close();

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("kill -9"))).hasSize(1);
        assertThat(lines.get(3))
                .isEqualTo(
                        "  9.7 s  progress     140 requests/s, 4 errors; exclusive swift 67 %, steady 0 %, slow 33 %");
        assertThat(String.join("", lines)).doesNotContain("\033");
    }

    @Test
    void theLiveViewFollowsTheTerminalsSize() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LiveView view = new LiveView(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                new FrameText(false, Optional.empty()),
                () -> new Terminal.Size(60, 9));

        view.show(Frames.example());
        view.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(9);
    }
}
