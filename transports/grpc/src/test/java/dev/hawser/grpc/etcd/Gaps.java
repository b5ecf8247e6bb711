// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long writes stood still, one figure for each run. */
final class Gaps {

    /** For fewer runs a percentile of 95 is only another word for the longest. */
    private static final int ENOUGH = 20;

    private final List<Duration> gaps = new ArrayList<>();

    void add(Duration gap) {
        gaps.add(gap);
        gaps.sort(null);
    }

    int count() {
        return gaps.size();
    }

    Duration longest() {
        return gaps.get(gaps.size() - 1);
    }

    Duration median() {
        return gaps.get(gaps.size() / 2);
    }

    /** The 95th percentile (nearest rank), or the median of too few runs. */
    Duration usual() {
        return gaps.size() < ENOUGH ? median() : percentile();
    }

    private Duration percentile() {
        return gaps.get((int) Math.ceil(gaps.size() * 0.95) - 1);
    }

    @Override
    public String toString() {
        return gaps.size() + " runs, gap between acknowledged writes: min " + millis(gaps.get(0)) + ", median "
                + millis(median()) + ", p95 " + millis(percentile()) + ", max " + millis(longest());
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
