// SPDX-License-Identifier: Apache-2.0
/** The pools under test behind one small interface, and the check that they are exclusive. */
@NullMarked
package dev.hawser.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
