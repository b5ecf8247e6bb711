// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.doctor.checks;

/** How bad it is. */
public enum Level {
    /** As it should be. */
    OK,
    /** It works, and will or may cause trouble. */
    WARN,
    /** It does not work. */
    FAIL,
    /** Not looked at, and why is said. */
    SKIP
}
