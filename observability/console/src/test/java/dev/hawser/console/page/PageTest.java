// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static dev.hawser.console.page.FakeConsole.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.page.Browser.Look;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser, with answers made up. */
@Tag("browser")
@ExtendWith(Chromium.class)
class PageTest {
    private static final String REFUSED = "connection refused";

    @Test
    void itLoadsWithoutAComplaintOfTheBrowser(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 6), FakePool.of("mail", 3))) {
            browser.open(console.uri(), Look.WIDE);

            browser.untilText(".pulse", "Live");
            browser.until(() -> browser.all(".plot-place canvas").size() == 2);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** By a word, a mark and a reason, not by the colour alone; in its row, on the pool's card and for those who listen. */
    @Test
    void anEndpointThatGoesDownIsToldWithItsReason(Browser browser) {
        FakePool kv = FakePool.of("kv", 6);
        try (FakeConsole console = FakeConsole.of(kv)) {
            browser.open(console.uri(), Look.WIDE);
            browser.untilText(".verdict", "6 endpoints, all well");

            console.pools(false, kv.down(2, REFUSED));

            browser.untilText("tr[data-endpoint='10.0.0.3:7001']", "Down");
            assertThat(browser.text("tr[data-endpoint='10.0.0.3:7001'] .reason"))
                    .isEqualTo(REFUSED);
            assertThat(browser.text(".verdict")).isEqualTo("node-3 down: " + REFUSED);
            assertThat(browser.text(".unseen[role=status]")).isEqualTo("10.0.0.3:7001 of kv: Down, " + REFUSED);
            assertThat(browser.driver().getTitle()).isEqualTo("(1) Hawser console");
        }
    }

    /** What a pool says begins with what is seen anyway; the table, the card and the candidates have room for the rest only. */
    @Test
    void theCauseComesFirstInTheWordsOfAPool(Browser browser) {
        String why =
                "down for 19.7s (14 failures, last: ConnectFailedException: connect to 10.0.0.3:7001: Connection refused,"
                        + " next try in 605ms)";
        String brief = "Connection refused (14 failures, next try in 605ms)";
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 6).down(2, why))) {
            browser.open(console.uri(), Look.WIDE);
            browser.untilText("tr[data-endpoint='10.0.0.3:7001']", "Down");

            assertThat(browser.text("tr[data-endpoint='10.0.0.3:7001'] .reason"))
                    .isEqualTo(brief);
            assertThat(browser.attribute("tr[data-endpoint='10.0.0.3:7001'] .reason", "title"))
                    .isEqualTo(why);
            assertThat(browser.text(".verdict")).isEqualTo("node-3 down: " + brief);
        }
    }

    /** Else a server that is down for a minute pushes out what happened before. */
    @Test
    void ofAttemptsThatFailInARowTheLatestIsShown(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 3))) {
            console.answer("/events", json("""
                    {'events': [
                    {'at': '2026-11-21T21:00:09Z', 'pool': 'kv', 'kind': 'ConnectFailed', 'endpoint': '10.0.0.3:7001', 'text': '3 in a row'},
                    {'at': '2026-11-21T21:00:08Z', 'pool': 'kv', 'kind': 'ConnectFailed', 'endpoint': '10.0.0.1:7001', 'text': 'another'},
                    {'at': '2026-11-21T21:00:07Z', 'pool': 'kv', 'kind': 'ConnectFailed', 'endpoint': '10.0.0.3:7001', 'text': '2 in a row'},
                    {'at': '2026-11-21T21:00:06Z', 'pool': 'kv', 'kind': 'EndpointStateChanged', 'endpoint': '10.0.0.3:7001', 'text': 'UP to DOWN'},
                    {'at': '2026-11-21T21:00:05Z', 'pool': 'kv', 'kind': 'ConnectFailed', 'endpoint': '10.0.0.3:7001', 'text': '1 in a row'}]}"""));
            browser.open(console.uri(), Look.WIDE);

            browser.untilText(".timeline", "UP to DOWN");
            assertThat(browser.all(".timeline .event-text").stream().map(WebElement::getText))
                    .containsExactly("node-3 3 in a row", "node-1 another", "node-3 UP to DOWN", "node-3 1 in a row");
        }
    }

    /** Of a lease the pool knows that its connection broke, and of what; not what was done over it, or for how long. */
    @Test
    void aLeaseThatBrokeIsShownWithoutATimeThatNobodyTook(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 3))) {
            console.answer("/failures", json("""
                    {'failures': [
                    {'at': '2026-11-21T21:00:09Z', 'pool': 'kv', 'kind': 'broken', 'message': 'the connection broke', 'attempts': [
                     {'endpoint': '10.0.0.3:7001', 'result': 'IOException: reset', 'begunMs': 0}]}]}"""));
            browser.open(console.uri(), Look.WIDE);

            browser.untilText(".call-message", "the connection broke");
            assertThat(browser.text(".call-head")).endsWith("broken");
            assertThat(browser.text(".attempt-end")).isEqualTo("10.0.0.3:7001");
            assertThat(browser.text(".attempt-took")).isEqualTo("not timed");
            assertThat(browser.text(".attempt-result")).isEqualTo("IOException: reset");
            assertThat(browser.all(".attempt .busy")).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void whatTheServersSayIsTextAndNeverMarkup(Browser browser) {
        String hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
        FakePool pool = FakePool.of(hostile, 2)
                .source(source -> source.addProperty("problem", hostile))
                .down(0, hostile);
        pool.endpoint(1, one -> one.addProperty("address", hostile))
                .endpoint(1, one -> one.addProperty("name", hostile));
        try (FakeConsole console = FakeConsole.of(pool)) {
            console.answer("/lint", json("{'findings': [], 'checked': []}"));

            browser.open(console.uri(), Look.WIDE);

            browser.until(() -> browser.all("tr.endpoint").size() == 2);
            browser.one("tr.endpoint.good .expand").click();
            browser.untilText("tr.details h4", hostile);
            assertThat(browser.text("#pool-name")).isEqualTo(hostile);
            assertThat(browser.text(".verdict")).contains("<img src=x");
            assertThat(browser.all("#app img, #app script")).isEmpty();
            assertThat(browser.driver().getTitle()).isEqualTo("(1) Hawser console");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** On a telephone they are far below the endpoints. */
    @Test
    void whatFailedAndWhyIsOneStepAway(Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.open(console.uri(), Look.NARROW);
            browser.untilText(".calls-list", "UNAVAILABLE");
            browser.untilText(".candidates", "can");
            assertThat(browser.text(".source")).contains("endpoints confirmed 1 s ago");
            assertThat(browser.text("#calls-title + .hint")).isEqualTo("waits from 100 ms on");

            for (String part : List.of("endpoints", "calls", "why", "changes")) {
                browser.script("document.querySelector('.parts a[href=\"#" + part + "-title\"]').click()");
                assertThat(browser.number("document.getElementById('" + part + "-title').getBoundingClientRect().top"))
                        .as(part)
                        .isBetween(0L, (long) Look.NARROW.height() - 40);
                assertThat(browser.script("return document.activeElement.id")).isEqualTo(part + "-title");
            }
            assertThat(browser.text("#pool-name")).isEqualTo("kv");
            assertThat(browser.script("return location.hash")).isEqualTo("");
        }
    }

    /** The browser kept them for "back", each with its stream; the sixth page had no connection left and stayed empty. */
    @Test
    void aPageThatIsLeftGivesItsStreamBack(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 3))) {
            for (int i = 0; i < 8; i++) {
                browser.open(console.uri(), Look.WIDE);
                browser.untilText(".candidates, .why-verdict", "ny of them");
            }

            browser.driver().get(console.uri().resolve("/pools").toString());
            browser.script("history.back()");

            browser.untilText(".pulse", "Live");
            int sent = console.sent();
            browser.until(() -> console.sent() > sent + 1);
            assertThat(browser.all(".lost")).isEmpty();
            assertThat(browser.all("tr.endpoint")).hasSize(3);
        }
    }

    @Test
    void aLostConnectionIsToldAndSoIsItsReturn(Browser browser) {
        FakePool kv = FakePool.of("kv", 3);
        FakeConsole first = FakeConsole.of(kv);
        int port = first.port();
        browser.open(first.uri(), Look.WIDE);
        browser.untilText(".pulse", "Live");

        first.close();

        browser.untilText(".lost", "Connection lost");
        browser.untilText(".pulse", "Lost");
        assertThat(browser.all("tr.endpoint")).hasSize(3);

        try (FakeConsole second = FakeConsole.on(port, kv.down(0, REFUSED))) {
            browser.untilText("tr.endpoint", "Down");
            browser.until(() -> browser.all(".lost").isEmpty());
            assertThat(browser.text(".pulse")).contains("Live");
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @Test
    void searchAndStatesNarrowTheTable(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 6).down(2, REFUSED))) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);

            browser.one("input[type=search]").sendKeys("eu-c");
            browser.until(() -> addresses(browser).equals(List.of("10.0.0.3:7001", "10.0.0.6:7001")));

            browser.one(".chip.bad").click();
            browser.until(() -> addresses(browser).equals(List.of("10.0.0.3:7001")));
            assertThat(browser.attribute(".chip.bad", "aria-pressed")).isEqualTo("true");

            browser.one("input[type=search]").sendKeys(" nowhere");
            browser.untilText(".endpoints", "No endpoint is like that.");
        }
    }

    @Test
    void aColumnSortsOneWayAndThenTheOther(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 3))) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> addresses(browser).equals(List.of("10.0.0.1:7001", "10.0.0.2:7001", "10.0.0.3:7001")));

            browser.tabTo("th.c-weight button");
            browser.type(Keys.ENTER);
            browser.until(() -> addresses(browser).equals(List.of("10.0.0.3:7001", "10.0.0.2:7001", "10.0.0.1:7001")));
            assertThat(browser.attribute("th.c-weight", "aria-sort")).isEqualTo("ascending");

            browser.type(Keys.ENTER);
            browser.until(() -> addresses(browser).equals(List.of("10.0.0.1:7001", "10.0.0.2:7001", "10.0.0.3:7001")));
            assertThat(browser.attribute("th.c-weight", "aria-sort")).isEqualTo("descending");
        }
    }

    /** Without a mouse: into the content, open the row, back. */
    @Test
    void aRowOpensByEnterAndShowsWhatHappened(Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);

            browser.type(Keys.TAB, Keys.ENTER);
            assertThat(browser.script("return document.activeElement.id")).isEqualTo("main");
            browser.tabTo("tr.endpoint.bad .expand");
            assertThat(outline(browser)).isEqualTo("solid");
            browser.type(Keys.ENTER);

            browser.untilText("tr.details .timeline", "is down: connection refused");
            assertThat(browser.attribute("tr.endpoint.bad .expand", "aria-expanded"))
                    .isEqualTo("true");
            browser.type(Keys.ENTER);
            browser.until(() -> browser.all("tr.details").isEmpty());
        }
    }

    @Test
    void aDeedIsAskedForOnceMoreAndCanBeTakenBack(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 2))) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 2);
            browser.tabTo("tr.endpoint .expand");
            browser.type(Keys.ENTER);
            browser.tabTo("tr.details button.deed");

            browser.type(Keys.ENTER);
            browser.untilText(".confirm", "Drain 10.0.0.1:7001?");
            browser.type(Keys.ESCAPE);
            browser.until(() -> browser.all(".confirm").isEmpty());
            browser.until(
                    () -> Boolean.TRUE.equals(browser.script("return document.activeElement.matches('button.deed')")));
            assertThat(console.deeds()).isEmpty();

            browser.type(Keys.ENTER);
            browser.untilText(".confirm", "Drain 10.0.0.1:7001?");
            browser.type(Keys.ENTER);
            browser.untilText(".steer", "It is done.");
            assertThat(console.deeds()).containsExactly("/drain?pool=kv&endpoint=10.0.0.1%3A7001");
        }
    }

    @Test
    void whereActionsAreOffThereAreNoButtonsForThem(Browser browser) {
        FakePool kv = FakePool.of("kv", 2);
        try (FakeConsole console = FakeConsole.of(kv)) {
            console.pools(false, kv);
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 2);

            browser.one("tr.endpoint .expand").click();

            browser.untilText(".steer", "switched off");
            assertThat(browser.all(".steer button, .steer input")).isEmpty();
        }
    }

    /** Numbers of other widths, a reason, a problem: all have their place before they come. */
    @Test
    void nothingMovesWhenThingsChange(Browser browser) {
        FakePool kv = FakePool.of("kv", 6);
        try (FakeConsole console = FakeConsole.of(kv)) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            browser.until(() -> browser.all(".plot-place canvas").size() == 2);
            Object before = places(browser);

            kv.down(1, "a very long reason ".repeat(20))
                    .set("perSecond", 1_234_567)
                    .set("total", 123_456_789_012L);
            kv.set("waiting", 1234)
                    .set("p99Ms", 59_999.9)
                    .source(source -> source.addProperty("problem", "no leader ".repeat(30)));
            console.pools(true, kv);

            browser.untilText(".card", "1,234,567");
            assertThat(places(browser)).isEqualTo(before);
        }
    }

    @Test
    void nothingMovesByItselfForWhoAskedForLessMotion(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", 2))) {
            browser.open(console.uri(), Look.WIDE);
            browser.untilText(".pulse", "Live");
            assertThat(browser.number("document.getAnimations().length")).isPositive();

            Map<String, String> less = Map.of("name", "prefers-reduced-motion", "value", "reduce");
            browser.cdp("Emulation.setEmulatedMedia", Map.of("features", List.of(less)));

            browser.until(() -> browser.number("document.getAnimations().length") == 0);
        }
    }

    private static List<String> addresses(Browser browser) {
        return browser.all("tr.endpoint").stream()
                .map(row -> row.getAttribute("data-endpoint"))
                .toList();
    }

    private static Object outline(Browser browser) {
        return browser.script("return getComputedStyle(document.activeElement).outlineStyle");
    }

    private static Object places(Browser browser) {
        return browser.script("""
                return [...document.querySelectorAll('.card, .pool-head, .plot, .endpoints, th, tr.endpoint, tr.endpoint > td')]
                    .map(one => one.getBoundingClientRect())
                    .map(box => [box.x, box.y, box.width, box.height].map(Math.round).join(' '))""");
    }
}
