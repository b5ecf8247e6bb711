// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.report.Measurement;
import dev.hawser.benchmarks.report.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM to measure in, one for each case, so that no pool profits or suffers from what the JIT saw of another. */
public final class Jvm {

    private static final long LIMIT_SECONDS = 120;
    private static final List<String> MEMORY = List.of("-Xms512m", "-Xmx512m");
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    private final Path home;

    private Jvm(Path home) {
        this.home = home;
    }

    /** The one this code runs on. */
    public static Jvm own() {
        return new Jvm(Path.of(System.getProperty("java.home")));
    }

    /**
     * One with virtual threads: this one if it has them, else the one that {@code JAVA25_HOME} names, else one that lies
     * where Linux distributions put theirs.
     */
    public static Optional<Jvm> withVirtualThreads() {
        if (Runtime.version().feature() >= 25) {
            return Optional.of(own());
        }
        String named = System.getenv("JAVA25_HOME");
        if (named != null) {
            return Optional.of(new Jvm(Path.of(named)));
        }
        try (Stream<Path> installed = Files.list(USUAL_PLACE)) {
            return installed
                    .filter(home -> home.getFileName().toString().matches(".*\\b25\\b.*"))
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .sorted()
                    .findFirst()
                    .map(Jvm::new);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As the JDK's release file says. */
    String version() {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Runs a class's {@code main} with the path of a file, to which it writes what it measured, and the arguments. */
    public List<Measurement> measure(Class<?> main, Object... arguments) throws IOException, InterruptedException {
        Path results = Files.createTempFile("measured", ".json");
        try {
            Process process = new ProcessBuilder(command(main, MEMORY, prepend(results, arguments)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                throw new IOException("no end after " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue());
            }
            return Measurements.read(results).values();
        } finally {
            Files.deleteIfExists(results);
        }
    }

    /** Starts a class's {@code main}; its output is for the caller to read, and its input open until the caller ends. */
    public Process start(Class<?> main, List<String> flags, Object... arguments) throws IOException {
        return new ProcessBuilder(command(main, flags, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> command(Class<?> main, List<String> flags, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    private static Object[] prepend(Object first, Object... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray();
    }
}
