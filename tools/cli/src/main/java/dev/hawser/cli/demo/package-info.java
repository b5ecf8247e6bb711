// SPDX-License-Identifier: Apache-2.0
/**
 * {@code hawser demo}: a fleet of real servers in processes of their own, traffic through the pools, a little drama
 * after a time table, and what it looks like from the inside.
 */
@NullMarked
package dev.hawser.cli.demo;

import org.jspecify.annotations.NullMarked;
