// SPDX-License-Identifier: Apache-2.0
/**
 * How much goes through. A limit is a number that somebody chose, a record; its gate counts against it, one per
 * endpoint or connection, without locks and without a clock of its own. Gates answer; they never wait, queue or wake.
 */
@NullMarked
package dev.hawser.limit;

import org.jspecify.annotations.NullMarked;
