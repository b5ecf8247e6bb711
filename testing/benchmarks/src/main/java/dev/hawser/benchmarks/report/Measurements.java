// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measurements on disk, a file for each scenario, so that a report can be made again without measuring again. */
public final class Measurements {

    private static final Gson GSON = new GsonBuilder()
            .serializeSpecialFloatingPointValues()
            .setPrettyPrinting()
            .create();

    private Measurements() {}

    public static void write(Path file, Run run) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (Writer out = Files.newBufferedWriter(file)) {
                GSON.toJson(run, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Run read(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return GSON.fromJson(in, Run.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All runs in a directory, in the order of their names. */
    public static List<Run> readAll(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Run> runs = new ArrayList<>();
            files.filter(f -> f.toString().endsWith(".json")).sorted().forEach(f -> runs.add(read(f)));
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What one scenario measured.
     *
     * @param scenario its name
     * @param command that measured it
     * @param machine on which, and with which JVM
     * @param othersCores how many cores other programs took meanwhile, NaN if not known
     * @param values the numbers
     */
    public record Run(String scenario, String command, String machine, double othersCores, List<Measurement> values) {}
}
