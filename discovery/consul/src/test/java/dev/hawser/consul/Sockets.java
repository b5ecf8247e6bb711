// SPDX-License-Identifier: Apache-2.0
package dev.hawser.consul;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The sockets of this machine, as Linux tells them. */
final class Sockets {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private Sockets() {}

    /** Those that lead to a port and that a process holds; what it has closed, the kernel may go on ending. */
    static long heldTo(int port) {
        assumeTrue(Files.isReadable(TABLES.get(0)), "skipped: there is no " + TABLES.get(0));
        String end = String.format(Locale.ROOT, ":%04X", port);
        return TABLES.stream()
                .flatMap(Sockets::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[REMOTE].endsWith(end) && !fields[INODE].equals("0"))
                .count();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
