// SPDX-License-Identifier: Apache-2.0
/**
 * What the doctor makes of what it sees: a class for each check, and in each a part that only judges, given facts, so that
 * a test can show it any fact there may be.
 */
@NullMarked
package dev.hawser.cli.doctor.checks;

import org.jspecify.annotations.NullMarked;
