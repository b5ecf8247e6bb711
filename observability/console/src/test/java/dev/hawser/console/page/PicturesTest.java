// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.console.page.Browser.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures of the page, for the documents and for whoever changed it: {@code -Dhawser.screenshots=yes}. */
@ExtendWith(Chromium.class)
class PicturesTest {

    @Test
    void oneEndpointIsDown(Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.open(console.uri(), new Look(1280, 1440, "light"));
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            browser.untilText(".calls-list", "UNAVAILABLE");
            browser.untilText(".candidates", "can");
            browser.picture("console-light");
            browser.look(new Look(1280, 1440, "dark"));
            browser.picture("console-dark");
            browser.look(new Look(390, 1500, "light"));
            browser.picture("console-narrow");
            browser.script("document.querySelector('.endpoints').scrollIntoView()");
            browser.picture("console-narrow-endpoints");
            browser.look(new Look(1280, 1200, "light"));
            browser.one("tr.endpoint.bad .expand").click();
            browser.untilText("tr.details", "What happened");
            browser.untilText("tr.details .timeline", "refused");
            browser.one("tr.details button.deed").click();
            browser.script("document.querySelector('.endpoints').scrollIntoView()");
            browser.picture("console-details");
            browser.open(console.uri().resolve("/#/lint"), new Look(1280, 900, "light"));
            browser.untilText(".findings", "Remedy");
            browser.picture("console-lint");
            browser.open(console.uri().resolve("/#/config"), new Look(1280, 900, "light"));
            browser.untilText(".settings", "max");
            browser.picture("console-config");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
