// SPDX-License-Identifier: Apache-2.0
/**
 * Hawser beside the pools that Java users would pick instead, in one run on one machine.
 *
 * <p>{@code Main} runs the scenarios asked for, each pool in a JVM of its own; {@code peers} wraps the pools; {@code
 * cycle} times claim and return, {@code waiting} leases that are really held, {@code outage} a dead server, {@code
 * fleet} ten thousand endpoints; {@code report} holds the targets and writes the table.
 */
@NullMarked
package dev.hawser.benchmarks;

import org.jspecify.annotations.NullMarked;
