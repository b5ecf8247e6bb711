// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hawser.console.page.Browser.Look;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures of the page, for the documents and for whoever changed it: {@code -Dhawser.screenshots=yes}. */
@ExtendWith(Chromium.class)
class PicturesTest {

    private static final Look TALL = new Look(1280, 1420, "light");
    private static final Look DEMO = new Look(1280, 1120, "light");

    /** The pictures in README: {@code ./hawser demo --seconds 60 --hold --console-port 9464}, then {@code -Dhawser.demo=http://127.0.0.1:9464/}. */
    @Test
    void aServerOfTheDemoIsDown(Browser browser) {
        String demo = System.getProperty("hawser.demo");
        Assumptions.assumeTrue(demo != null, "skipped: no demo is given by -Dhawser.demo");
        try {
            browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", true));
            browser.open(URI.create(demo), DEMO);
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> browser.text("tr.endpoint.bad").matches("(?s).*steady.*1. failures.*"));
            browser.untilText(".candidates", "can’t");
            browser.picture("console-light");
            browser.look(new Look(DEMO.width(), DEMO.height(), "dark"));
            browser.picture("console-dark");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", false));
        }
    }

    @Test
    void oneEndpointIsDownAnotherEjectedAThirdDrained(Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", true));
            browser.open(console.uri(), TALL);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            browser.untilText(".calls-list", "UNAVAILABLE");
            browser.untilText(".candidates", "can");
            browser.look(new Look(390, 844, "light"));
            browser.script("document.querySelector('tr.endpoint.bad').scrollIntoView()");
            browser.picture("console-narrow");

            browser.look(Look.WIDE);
            browser.one("tr.endpoint.bad .expand").click();
            browser.untilText("tr.details .timeline", "refused");
            browser.script("document.querySelector('.endpoints').scrollIntoView()");
            browser.picture("console-details");

            browser.open(console.uri().resolve("/#/lint"), new Look(1280, 560, "light"));
            browser.untilText(".findings", "Remedy");
            browser.picture("console-lint");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.cdp("Emulation.setScrollbarsHidden", Map.of("hidden", false));
        }
    }
}
