// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.page.Browser.Look;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool of a thousand endpoints: the browser has little to do, and who is in trouble stands first. */
@Tag("browser")
@ExtendWith(Chromium.class)
class ManyEndpointsTest {
    private static final int MANY = 1000;
    private static final int UPDATES = 8;

    @Test
    void onlyAPageOfThemExistsAndTroubleStandsOnTheFirst(Browser browser) {
        try (FakeConsole console = FakeConsole.of(FakePool.of("kv", MANY).down(777, "connection refused"))) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 50);

            assertThat(browser.attribute("tr.endpoint", "data-endpoint")).isEqualTo("10.0.3.178:7001");
            assertThat(browser.number("document.querySelectorAll('*').length")).isLessThan(6000);

            browser.script("arguments[0].click()", browser.button(".pages", "Next"));
            browser.untilText(".pages", "51 to 100 of 1,000 endpoints");
            browser.one("input[type=search]").sendKeys("node-500");
            browser.until(() -> browser.all("tr.endpoint").size() == 1);
        }
    }

    /** Processor time, once a second: 100 ms is where scrolling would be felt to stutter. It is about an eighth of that. */
    @Test
    void anUpdateTakesLittleTime(Browser browser) {
        FakePool kv = FakePool.of("kv", MANY);
        try (FakeConsole console = FakeConsole.of(kv)) {
            browser.open(console.uri(), Look.WIDE);
            browser.until(() -> browser.all("tr.endpoint").size() == 50);
            browser.cdp("Performance.enable", Map.of("timeDomain", "threadTicks"));
            double before = busySeconds(browser);
            int sent = console.sent();

            browser.until(() -> {
                kv.endpoint(console.sent() % 50, one -> one.addProperty("busy", console.sent() % 8));
                console.pools(true, kv);
                return console.sent() >= sent + UPDATES;
            });

            double each = (busySeconds(browser) - before) / UPDATES * 1000;
            System.out.printf("1,000 endpoints: %.1f ms of scripts, styles and layout per update%n", each);
            assertThat(each).as("ms of scripts, styles and layout per update").isBetween(0.1, 100.0);
        }
    }

    @SuppressWarnings("unchecked")
    private static double busySeconds(Browser browser) {
        List<Map<String, Object>> metrics = (List<Map<String, Object>>)
                browser.cdp("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream()
                .filter(metric -> List.of("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
                        .contains(metric.get("name")))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .sum();
    }
}
