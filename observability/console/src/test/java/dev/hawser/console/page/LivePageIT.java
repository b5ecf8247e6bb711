// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.Console;
import dev.hawser.console.page.Browser.Look;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Real servers, a real pool, the real console, a real browser. */
@Tag("browser")
@ExtendWith(Chromium.class)
class LivePageIT {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    @Test
    void aKilledServerTurnsRedWithItsReasonAndGreenAgainWhenItIsBack(Browser browser) {
        try (LiveFleet fleet = LiveFleet.start(false)) {
            open(fleet, browser);
            String row = row(fleet, 1);

            long killed = System.nanoTime();
            fleet.server(1).close();
            browser.until(() -> !browser.all(row + ".bad").isEmpty());
            Duration took = Duration.ofNanos(System.nanoTime() - killed);

            assertThat(took).isLessThan(SEEN_WITHIN);
            assertThat(browser.text(row + " .state")).contains("Down");
            assertThat(browser.text(row + " .reason")).startsWith("Connection refused (");
            assertThat(browser.text(".card .verdict")).contains(fleet.server(1).address());

            fleet.server(1).startAgain();
            browser.until(() -> !browser.all(row + ".good").isEmpty());
            browser.untilText(".card .verdict", "3 endpoints, all well");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void numbersMoveByThemselves(Browser browser) {
        try (LiveFleet fleet = LiveFleet.start(false)) {
            open(fleet, browser);
            browser.untilText(".card .state", "Up");
            String totals = browser.text(".totals");
            String time = browser.text(".pulse-time");

            browser.until(() -> !browser.text(".totals").equals(totals)
                    && !browser.text(".pulse-time").equals(time));
            browser.until(() -> browser.number("document.querySelectorAll('.spark-drawing .stroke').length") == 3);
            browser.untilText(".plot", "all");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void anEndpointIsDrainedByMouseAndTakenBack(Browser browser) {
        try (LiveFleet fleet = LiveFleet.start(true)) {
            open(fleet, browser);
            String row = row(fleet, 0);

            browser.one(row + " td.c-endpoint").click();
            browser.until(() -> !browser.all("tr.details button.deed").isEmpty());
            browser.one("tr.details button.deed").click();
            browser.one(".confirm .strong").click();

            browser.untilText(row + " .state", "Drained");
            browser.untilText(".steer button.deed", "Undrain");
            browser.one("tr.details button.deed").click();
            browser.one(".confirm .strong").click();
            browser.untilText(row + " .state", "Up");
            browser.untilText("tr.details .timeline", "drain");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void anEndpointIsDrainedAndWeighedByKeyboard(Browser browser) {
        try (LiveFleet fleet = LiveFleet.start(true)) {
            open(fleet, browser);
            String row = row(fleet, 2);

            browser.tabTo(row + " .expand");
            browser.type(Keys.ENTER);
            browser.tabTo("tr.details button.deed");
            browser.type(Keys.SPACE);
            browser.untilText(".confirm", "Drain " + fleet.server(2).address());
            browser.type(Keys.ENTER);
            browser.untilText(row + " .state", "Drained");

            browser.tabTo("tr.details input[name=weight]");
            browser.type(Keys.chord(Keys.CONTROL, "a"), "7", Keys.ENTER);
            browser.untilText(".confirm", "with 7 instead of 1");
            browser.type(Keys.ENTER);
            browser.untilText(row + " td.c-weight", "by hand");
            assertThat(browser.text(row + " td.c-weight")).contains("7");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void itSaysWhereTheNextOneGoesAndWhatItWasBuiltWith(Browser browser) {
        try (LiveFleet fleet = LiveFleet.start(false)) {
            open(fleet, browser);
            browser.untilText(".candidates", fleet.server(0).address());

            browser.one("nav a[href='#/config']").click();
            browser.untilText(".settings", "kv");
            browser.one("nav a[href='#/lint']").click();
            browser.untilText("#lint-title", "Lint");
            browser.until(() -> !browser.all(".checked li").isEmpty());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void whoHasTheTokenGetsIn(Browser browser) {
        String token = "a-token-of-the-test-only";
        try (Console console = Console.builder().port(0).token(token).start()) {
            browser.open(console.uri(), Look.WIDE, "form");

            browser.one("#token").sendKeys("not the token at all", Keys.ENTER);
            browser.untilText("[role=alert]", "not the token");
            browser.one("#token").sendKeys(token, Keys.ENTER);

            browser.untilText("main", "No pool is watched yet");
            browser.untilText(".pulse", "Live");
            assertThat(browser.driver().getCurrentUrl()).doesNotContain("token");
            assertThat(browser.driver().getPageSource()).doesNotContain(token);
        }
    }

    private static void open(LiveFleet fleet, Browser browser) {
        browser.open(fleet.uri(), Look.WIDE);
        browser.until(() -> browser.all("tr.endpoint.good").size() == 3);
    }

    private static String row(LiveFleet fleet, int index) {
        return "tr[data-endpoint='" + fleet.server(index).address() + "']";
    }
}
