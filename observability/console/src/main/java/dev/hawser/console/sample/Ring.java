// SPDX-License-Identifier: Apache-2.0
package dev.hawser.console.sample;

import java.util.Arrays;

/** The latest numbers of a series, four bytes each; {@link Float#NaN} for what is not known. Not safe for several threads. */
final class Ring {
    private final float[] values;
    private long added;

    Ring(int size) {
        values = new float[size];
        Arrays.fill(values, Float.NaN);
    }

    void add(double value) {
        values[(int) (added % values.length)] = (float) value;
        added++;
    }

    /** The latest but {@code back}; not known before the first, or if it was so long ago. */
    float back(int back) {
        return back >= length() ? Float.NaN : values[(int) ((added - 1 - back) % values.length)];
    }

    /** The mean of the latest that are known, so many at most; not known if none is. */
    double mean(int most) {
        double sum = 0;
        int known = 0;
        for (int i = 0; i < most; i++) {
            float value = back(i);
            if (!Float.isNaN(value)) {
                sum += value;
                known++;
            }
        }
        return known == 0 ? Double.NaN : sum / known;
    }

    /** How many are there. */
    int length() {
        return (int) Math.min(added, values.length);
    }
}
