// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.cli.admin.Documents;
import dev.hawser.cli.admin.Fields;
import dev.hawser.cli.term.Width;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a console tells, as people see it. */
class ReadingTest {

    private static final int WIDE = 200;
    private static final Fields POOLS = Documents.parse(Documents.POOLS);
    private static final Fields WHY = Documents.parse(Documents.WHY);
    private static final Fields NONE = Documents.parse("{\"schema\":\"hawser.console/1\",\"pools\":[]}");
    private static final WhyReading WHYS = new WhyReading(ZoneId.of("UTC"));

    private static String text(Reading reading, Fields answer, int width) {
        return String.join("\n", reading.lines(answer, width, false));
    }

    @Test
    void poolsAreARowEach() {
        assertThat(text(new PoolsReading(), POOLS, WIDE)).isEqualTo("""
                POOL  STATE         UP  CALLS/S  SUCCESS      P50      P99  IN FLIGHT  WAITING  REFUSED  SOURCE
                kv    ◐ degraded   2/4      840   99.9 %  1.20 ms  9.80 ms          2        2        1  static:10.0.0.1:7001*3,10.0.0.2:7001
                mail  ✖ down       0/1        -        -        -        -          0        0       12  dns:mail:25: no such name""");
    }

    @Test
    void endpointsSayWhyTheyCannotServe() {
        assertThat(text(new EndpointsReading(), POOLS, WIDE))
                .contains("10.0.0.1:7001 swift (leader)  ● up", "7 (3)", "61s ago: connection reset")
                .contains("✖ down for 3s: refused (2 failures, next try in 1s)")
                .contains("◍ drained")
                .contains("⊘ ejected: 5 calls in a row failed");
    }

    /** What the demo says of a killed server, of which a terminal of 100 columns showed "down for 13s (10 failures, …". */
    @Test
    void theCauseGoesBeforeTheCount() {
        String why =
                "down for 13s (10 failures, last: ConnectFailedException: connect to 10.0.0.2:7001: Connection refused,"
                        + " next try in 890ms)";

        assertThat(Shown.causeFirst(why, "10.0.0.2:7001"))
                .isEqualTo("down for 13s: Connection refused (10 failures, next try in 890ms)");
        assertThat(Shown.causeFirst("ejected: 5 calls in a row failed", "10.0.0.2:7001"))
                .isEqualTo("ejected: 5 calls in a row failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 100, 120, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        for (Reading reading : List.of(new PoolsReading(), new EndpointsReading())) {
            assertThat(reading.lines(POOLS, width, false)).allMatch(line -> Width.of(line) <= width);
        }
        // Words are not cut, and an address is a word.
        assertThat(WHYS.lines(WHY, width, false)).allMatch(line -> Width.of(line) <= Math.max(width, 43));
    }

    /** What can be missed goes first; who it is, how it stands and what it carries stay. */
    @Test
    void aNarrowTerminalKeepsWhatMatters() {
        assertThat(new PoolsReading().lines(POOLS, 80, false).get(0))
                .contains("POOL", "STATE", "UP", "CALLS/S", "WAITING");
        assertThat(new EndpointsReading().lines(POOLS, 80, false).get(0))
                .contains("ENDPOINT", "STATE, AND WHY", "CALLS/S", "SHARE", "FAILED")
                .doesNotContain("ZONE");
    }

    @Test
    void theReasonChainIsToldInWords() {
        assertThat(text(WHYS, WHY, 110)).isEqualTo("""
                kv: the next call goes to 10.0.0.1:7001, whose turn it is (weighted round robin)
                  10.0.0.1:7001  ● can serve   75 %  up; weight 3 of 4
                  10.0.0.2:7001  ✖ cannot       0 %  down for 3s: connection refused, next try in 1s
                  LATELY
                  20:59:58.900  failed   kv.KV/Get after 12.3 ms: UNAVAILABLE: io exception (whether the server ran it is not
                                         known)
                                         1. 10.0.0.2:7001, at once, took 4.20 ms: UNAVAILABLE: connection refused
                                         2. no connection, after 5.00 ms, took 7.00 ms: no connection within 5ms
                  20:59:40.000  waited   after 250 ms: all 8 connections were leased""");
    }

    @Test
    void whatIsNoTimeIsShownAsItCame() {
        assertThat(Shown.time("yesterday", ZoneId.of("UTC"))).isEqualTo("yesterday");
    }

    /** Of a lease whose connection broke nobody knows what was done over it, or how long that took. */
    @Test
    void whatWasNotMeasuredIsNotShown() {
        Fields broken = Documents.parse("""
                {"schema":"hawser.console/1","pool":"kv","verdict":"all is well","endpoints":[],"notes":[],"recent":[
                 {"at":"2026-11-21T20:59:58.900Z","kind":"broken","message":"the connection to 10.0.0.2:7001 broke",
                  "attempts":[{"endpoint":"10.0.0.2:7001","result":"IOException: reset","begunMs":0}]}]}""");

        assertThat(WHYS.lines(broken, 110, false))
                .anyMatch(line -> line.endsWith("broken   the connection to 10.0.0.2:7001 broke"))
                .anyMatch(line -> line.endsWith("1. 10.0.0.2:7001, at once: IOException: reset"));
    }

    @Test
    void whyWithoutAPoolTellsOfAll() {
        Fields all = Documents.parse("{\"schema\":\"hawser.console/1\",\"pools\":[" + Documents.WHY + ","
                + Documents.WHY.replace("\"kv\"", "\"mail\"") + "]}");

        assertThat(WHYS.lines(all, 110, false))
                .anyMatch(line -> line.startsWith("kv: "))
                .anyMatch(line -> line.startsWith("mail: "));
    }

    @Test
    void findingsSayWhatWhyAndWhatToDo() {
        Fields findings = Documents.parse("""
                {"schema":"hawser.console/1","checked":["no-deadline","few-connections"],"findings":[
                 {"rule":"few-connections","severity":"warning","pool":"kv","what":"max is 1","why":"callers wait",
                  "remedy":"raise maxConnectionsPerEndpoint"}]}""");

        assertThat(text(new LintReading(), findings, 80)).isEqualTo("""
                warning  kv: max is 1 (few-connections)
                         callers wait
                         → raise maxConnectionsPerEndpoint

                1 finding, 2 rules checked""");
    }

    @Test
    void whetherAllIsWellIsDecidedByWhoCanServe() {
        assertThat(new PoolsReading().isWell(POOLS)).isFalse();
        assertThat(new EndpointsReading().isWell(POOLS)).isFalse();
        assertThat(WHYS.isWell(WHY)).isTrue();
        assertThat(WHYS.isWell(Documents.parse(Documents.WHY.replace("\"eligible\":true", "\"eligible\":false"))))
                .isFalse();
        assertThat(new LintReading().isWell(Documents.parse("{\"findings\":[{\"severity\":\"warning\"}]}")))
                .isTrue();
        assertThat(new LintReading().isWell(Documents.parse("{\"findings\":[{\"severity\":\"error\"}]}")))
                .isFalse();
        assertThat(new PoolsReading().isWell(NONE)).isTrue();
        assertThat(new EndpointsReading().isWell(NONE)).isFalse();
    }

    /** A console of another release: no key that is asked for is there, or each is of another kind. */
    @Test
    void aDocumentWithoutTheExpectedKeysIsShownWithDashes() {
        Fields strange = Documents.parse("""
                {"pools":[{"name":7,"state":{},"endpoints":[{"spark":"x","lastError":[],"state":"NEW"},3]},"x"]}""");

        assertThat(text(new PoolsReading(), strange, WIDE)).contains("0/1");
        assertThat(text(new EndpointsReading(), strange, WIDE)).contains("? new");
        assertThat(text(WHYS, strange, WIDE)).contains("no call failed, was refused or had to wait lately");
    }

    /** A server's words end up in messages; they must not move the cursor. */
    @Test
    void controlCharactersDoNotReachTheTerminal() {
        Fields evil = Documents.parse(Documents.WHY
                .replace("whose turn", "\\u001b[2Jwhose turn")
                .replace("io exception", "io\\u001b]0;x\\u0007 exception"));

        assertThat(text(WHYS, evil, WIDE)).doesNotContain("\u001b", "\u0007");
    }
}
