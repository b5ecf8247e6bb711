// SPDX-License-Identifier: Apache-2.0
/**
 * What is wrong with how a pool was set up, or will be one day: one small class for each rule, a pure function of what is
 * seen. A new rule is such a class, and an entry in {@link dev.hawser.console.lint.Lint}. Public for the console only.
 */
@NullMarked
package dev.hawser.console.lint;

import org.jspecify.annotations.NullMarked;
