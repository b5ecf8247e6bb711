// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import dev.hawser.console.Console;
import dev.hawser.console.page.Browser.Look;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In both themes, on a desk and on a telephone: no sideways scrolling, and nothing that axe objects to, contrast included. */
@Tag("long")
@ExtendWith(Chromium.class)
class LooksTest {

    /** Each width and each theme once. */
    static Stream<Look> someLooks() {
        return Stream.of(Look.WIDE_DARK, Look.NARROW);
    }

    static Stream<Look> looks() {
        return Stream.of(Look.WIDE, Look.WIDE_DARK, Look.NARROW, Look.NARROW_DARK);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void thePoolsAreReadableForAll(Look look, Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.open(console.uri(), look);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            browser.until(() -> browser.all(".call").size() == 3);
            browser.until(() -> browser.all(".candidates li").size() == 6);
            browser.script("document.querySelector('tr.endpoint.bad .expand').click()");
            browser.untilText("tr.details .timeline", "refused");

            assertReadable(browser, look);
        }
    }

    @ParameterizedTest
    @MethodSource("someLooks")
    void aQuestionAndALossAreReadableForAll(Look look, Browser browser) {
        FakeConsole console = Fleet.withTrouble();
        try (console) {
            browser.open(console.uri(), look);
            browser.until(() -> browser.all("tr.endpoint").size() == 6);
            browser.script("document.querySelector('tr.endpoint.held .expand').click()");
            browser.until(() -> !browser.all("button.deed").isEmpty());
            browser.script("document.querySelector('button.deed').click()");
            browser.untilText(".confirm", "new work again?");
        }
        browser.untilText(".lost", "Connection lost");

        assertReadable(browser, look);
    }

    @ParameterizedTest
    @MethodSource("someLooks")
    void lintAndConfigAreReadableForAll(Look look, Browser browser) {
        try (FakeConsole console = Fleet.withTrouble()) {
            browser.open(console.uri().resolve("/#/lint"), look);
            browser.until(() -> browser.all(".finding").size() == 2);
            assertReadable(browser, look);

            browser.open(console.uri().resolve("/#/config"), look);
            browser.until(() -> browser.all(".settings").size() == 2);
            assertReadable(browser, look);
        }
    }

    @ParameterizedTest
    @MethodSource("someLooks")
    void theLoginIsReadableForAll(Look look, Browser browser) {
        try (Console console =
                Console.builder().port(0).token("a-token-of-the-test-only").start()) {
            browser.open(console.uri(), look, "form");

            assertReadable(browser, look);
        }
    }

    private static void assertReadable(Browser browser, Look look) {
        assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(look.width());
        List<Rule> violations =
                new AxeBuilder().setLegacyMode(true).analyze(browser.driver()).getViolations();
        assertThat(violations.stream().map(LooksTest::words))
                .as("what axe objects to")
                .isEmpty();
    }

    private static String words(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + ": "
                + rule.getNodes().stream().map(CheckedNode::getHtml).limit(3).toList();
    }
}
