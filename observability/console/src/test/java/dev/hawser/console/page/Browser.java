// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The browser, as tests use it. For one thread. */
final class Browser implements AutoCloseable {

    /** What a person sees: a window, and the theme of the system. */
    record Look(int width, int height, String theme) {
        static final Look WIDE = new Look(1280, 900, "light");
        static final Look WIDE_DARK = new Look(1280, 900, "dark");
        static final Look NARROW = new Look(390, 844, "light");
        static final Look NARROW_DARK = new Look(390, 844, "dark");
    }

    /** Far more than an update needs, also on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ChromeDriver driver;

    Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    ChromeDriver driver() {
        return driver;
    }

    /** A fresh page, whatever was open before; the log begins anew. */
    void open(URI page, Look look) {
        open(page, look, ".card, .single, .plain");
    }

    /** Waits until there is what is chosen. */
    void open(URI page, Look look, String expected) {
        look(look);
        driver.get("about:blank");
        driver.manage().logs().get(LogType.BROWSER);
        driver.get(page.toString());
        until(() -> !all(expected).isEmpty());
    }

    void look(Look look) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width(), "height", look.height(), "deviceScaleFactor", 1, "mobile", false));
        Map<String, String> theme = Map.of("name", "prefers-color-scheme", "value", look.theme());
        cdp("Emulation.setEmulatedMedia", Map.of("features", List.of(theme)));
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    long number(String script) {
        return ((Number) script("return " + script)).longValue();
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    WebElement one(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** The button with this text within what is chosen. */
    WebElement button(String within, String text) {
        return all(within + " button").stream()
                .filter(button -> button.getText().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + text + " in " + within + ": " + text(within)));
    }

    /** The visible text of the first that is chosen; empty if there is none. */
    String text(String css) {
        return Optional.ofNullable((String) script("return document.querySelector(arguments[0])?.innerText ?? ''", css))
                .orElse("");
    }

    String attribute(String css, String name) {
        return (String)
                script("return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''", css, name);
    }

    /** Sends keys to whatever has the focus. */
    void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Tabs forward until what is chosen has the focus. */
    void tabTo(String css) {
        for (int i = 0; i < 100; i++) {
            if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            type(Keys.TAB);
        }
        throw new AssertionError(css + " can't be reached by the tab key");
    }

    /** An element may be replaced while it is looked at; then it is looked at again. */
    void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(StaleElementReferenceException.class)
                .until(condition);
    }

    void untilText(String css, String part) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(text(css)).contains(part));
    }

    /** What the browser complained of since the page was opened: errors, refused scripts and styles, missing files. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** Into docs/images if the pictures of the documents are to be made anew, else beside the classes. */
    void picture(String name) {
        byte[] png = driver.getScreenshotAs(OutputType.BYTES);
        Path folder = "yes".equals(System.getProperty("hawser.screenshots"))
                ? Path.of("../../docs/images")
                : Path.of("target/screenshots");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name + ".png"), png);
        } catch (IOException e) {
            throw new AssertionError("no picture", e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
