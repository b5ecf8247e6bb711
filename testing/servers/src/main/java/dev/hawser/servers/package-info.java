// SPDX-License-Identifier: Apache-2.0
/**
 * Real servers for tests, as processes of their own on free ports of the loopback interface: started, killed, stopped
 * like a stuck host, and started again. They end with the tests, however those end.
 *
 * <p>Where a program is missing and can't be had, the test is skipped and says what to install; with the environment
 * variable {@code HAWSER_REQUIRE_SERVERS} set, as in CI, it fails instead. Not published.
 */
@NullMarked
package dev.hawser.servers;

import org.jspecify.annotations.NullMarked;
