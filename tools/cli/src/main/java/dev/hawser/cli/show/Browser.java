// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.show;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The user's browser, where there is a desktop to show it. */
public final class Browser {

    private Browser() {}

    /** Opens a page in it; answers whether there was a way to try. Does not wait for it. */
    public static boolean open(URI page) {
        Optional<String> opener = opener(System.getProperty("os.name", ""), System.getenv());
        if (opener.isEmpty()) {
            return false;
        }
        try {
            var ignored = new ProcessBuilder(opener.get(), page.toString())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Java's own way, java.awt.Desktop, is missing where Java was installed without a desktop's libraries. */
    static Optional<String> opener(String system, Map<String, String> environment) {
        if (system.toLowerCase(Locale.ROOT).contains("mac")) {
            return Optional.of("open");
        }
        boolean desktop = !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return desktop ? Optional.of("xdg-open") : Optional.empty();
    }
}
