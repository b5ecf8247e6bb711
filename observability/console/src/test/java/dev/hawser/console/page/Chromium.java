// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.page;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Gives tests a {@link Browser}: a real Chromium without a window, one for all tests, ended with the last. Where there is no
 * Chromium or chromedriver the test is skipped, and says what to install; with {@code HAWSER_REQUIRE_SERVERS} set it fails.
 */
final class Chromium implements ParameterResolver {
    private static final String REQUIRED = "HAWSER_REQUIRE_SERVERS";
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(Chromium.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Path chromium = orSkip("chromium");
        Path driver = orSkip("chromedriver");
        return context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(Browser.class, type -> new Browser(start(chromium, driver)), Browser.class);
    }

    /** Both paths are given, so that Selenium looks for nothing and downloads nothing. */
    private static ChromeDriver start(Path chromium, Path driver) {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.addArguments("--no-first-run", "--disable-background-networking", "--disable-component-update");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(service, options);
    }

    private static Path orSkip(String program) {
        Optional<Path> found = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        String message = "there is no " + program + " on the PATH; install " + List.of("chromium", "chromium-driver");
        if (Optional.ofNullable(System.getenv(REQUIRED)).orElse("").isEmpty()) {
            return Assumptions.abort("skipped: " + message);
        }
        throw new IllegalStateException(REQUIRED + " is set, but " + message);
    }
}
