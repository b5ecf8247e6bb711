// SPDX-License-Identifier: Apache-2.0
/**
 * What is wrong with how a pool was set up, or will be one day: one {@link dev.hawser.console.lint.Rule} for each, a pure
 * function of what is seen, in a list of its kind. A new rule is a line in such a list, a row in docs/lint.md, and a case in
 * the test where it finds something, and one where it just doesn't. Public for the console only.
 */
@NullMarked
package dev.hawser.console.lint;

import org.jspecify.annotations.NullMarked;
