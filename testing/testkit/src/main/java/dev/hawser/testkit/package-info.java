// SPDX-License-Identifier: Apache-2.0
/**
 * For tests without waiting: a {@linkplain dev.hawser.testkit.FakeTime clock set by hand}, an executor that runs its
 * tasks when told, sources and peers that follow a script, and the suites that every implementation of an SPI should
 * pass. Suites use JUnit Jupiter and AssertJ; the rest needs neither.
 */
@NullMarked
package dev.hawser.testkit;

import org.jspecify.annotations.NullMarked;
