// SPDX-License-Identifier: Apache-2.0
/**
 * What a program with Hawser looks like. Each class is one way of using it: run its {@code main}, which starts the servers it
 * talks to, or read its test. The documents copy their code from here.
 */
@NullMarked
package dev.hawser.examples;

import org.jspecify.annotations.NullMarked;
