// SPDX-License-Identifier: Apache-2.0
/**
 * {@code hawser doctor}: looks at a target's source and at each of its endpoints the way a pool would use them, and says
 * what is right, what will cause trouble, what does not work, and what to do about it.
 *
 * <p>The command resolves the target, an {@code Examination} per endpoint asks the questions of {@code wire} and lets
 * {@code checks} judge the answers, and the report is the list of their findings.
 */
@NullMarked
package dev.hawser.cli.doctor;

import org.jspecify.annotations.NullMarked;
