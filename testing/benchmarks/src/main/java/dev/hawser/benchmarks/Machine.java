// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/** The machine as far as it explains a figure. */
final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + processor() + "), "
                + System.getProperty("os.name") + ", Java " + Runtime.version().feature() + " (virtual threads: "
                + Jvm.withVirtualThreads().map(Jvm::version).orElse("none") + "), " + LocalDate.now();
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(CPU)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
