// SPDX-License-Identifier: Apache-2.0
package dev.hawser.benchmarks;

import dev.hawser.benchmarks.Scenario.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param measurements the directory of the measurements
 * @param report the file of the report
 * @param quick one round instead of several
 * @param reportOnly measure nothing, make the report from what was measured before
 * @param patient wait for a machine that others leave alone, and measure again what they disturbed
 * @param pools only pools whose names begin like one of these; all if empty
 * @param scenarios their names; all if empty
 */
record Options(
        Path measurements,
        Path report,
        boolean quick,
        boolean reportOnly,
        boolean patient,
        List<String> pools,
        List<String> scenarios) {

    private static final String POOL = "--pool=";

    static Options parse(String[] args) {
        boolean quick = false;
        boolean reportOnly = false;
        boolean patient = false;
        List<String> pools = new ArrayList<>();
        List<String> scenarios = new ArrayList<>();
        for (String arg : List.of(args).subList(2, args.length)) {
            if (arg.equals("--quick")) {
                quick = true;
            } else if (arg.equals("--report")) {
                reportOnly = true;
            } else if (arg.equals("--patient")) {
                patient = true;
            } else if (arg.startsWith(POOL)) {
                pools.add(arg.substring(POOL.length()));
            } else {
                scenarios.add(arg);
            }
        }
        return new Options(Path.of(args[0]), Path.of(args[1]), quick, reportOnly, patient, pools, scenarios);
    }

    List<Scenario> choose(List<Scenario> all) {
        List<String> names = all.stream().map(Scenario::name).toList();
        for (String name : scenarios) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("scenario: '" + name + "' (expected: one of " + names + ")");
            }
        }
        return all.stream()
                .filter(s -> scenarios.isEmpty() || scenarios.contains(s.name()))
                .toList();
    }

    boolean wants(Trial trial) {
        return pools.isEmpty() || pools.stream().anyMatch(trial.which().pool()::startsWith);
    }

    /** The command that measures one scenario like this. */
    String command(String scenario) {
        return "testing/benchmarks/run" + (quick ? " --quick " : " ") + (patient ? "--patient " : "") + scenario;
    }
}
