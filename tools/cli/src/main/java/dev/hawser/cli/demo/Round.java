// SPDX-License-Identifier: Apache-2.0
package dev.hawser.cli.demo;

/** Numbers for a document: as many digits as mean something. */
final class Round {

    private Round() {}

    static double to(double value, int digits) {
        double factor = Math.pow(10, digits);
        return Math.round(value * factor) / factor;
    }
}
