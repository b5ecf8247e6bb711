// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor;

import dev.hawser.cli.doctor.checks.Finding;
import dev.hawser.cli.doctor.checks.Level;
import java.util.List;

/**
 * The document that {@code hawser doctor --output json} prints. Documented in docs/cli.md; fields may be added, and are
 * not renamed or removed without another {@link #SCHEMA}.
 *
 * @param target as typed, without the values of its parameters
 * @param source in words, as the discovery describes itself
 * @param ok whether nothing failed
 * @param interrupted whether the user ended it
 * @param seconds it took
 * @param counts of findings and of endpoints
 */
record DoctorReport(
        String schema,
        String target,
        String source,
        boolean ok,
        boolean interrupted,
        double seconds,
        Counts counts,
        List<Finding> findings) {

    static final String SCHEMA = "hawser.doctor/1";

    /**
     * @param endpoints that there are
     * @param examined those looked at
     */
    record Counts(int endpoints, int examined, int ok, int warn, int fail, int skip) {}

    static DoctorReport of(String target, String source, Doctor.Outcome outcome, boolean interrupted, double seconds) {
        List<Finding> findings = outcome.findings();
        Counts counts = new Counts(
                outcome.known(),
                outcome.examined(),
                count(findings, Level.OK),
                count(findings, Level.WARN),
                count(findings, Level.FAIL),
                count(findings, Level.SKIP));
        return new DoctorReport(SCHEMA, target, source, counts.fail() == 0, interrupted, seconds, counts, findings);
    }

    private static int count(List<Finding> findings, Level level) {
        return (int) findings.stream().filter(f -> f.level() == level).count();
    }
}
