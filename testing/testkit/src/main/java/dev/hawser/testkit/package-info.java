// SPDX-License-Identifier: Apache-2.0
/** What tests of Hawser, and of programs that use it, need: virtual time, scripted servers, contract suites. */
@NullMarked
package dev.hawser.testkit;

import org.jspecify.annotations.NullMarked;
