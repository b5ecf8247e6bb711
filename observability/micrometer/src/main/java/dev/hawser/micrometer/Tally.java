// SPDX-License-Identifier: Apache-2.0
package dev.hawser.micrometer;

/**
 * Leases or calls, counted so that neither number ever falls: what fails is known later than what began, and an endpoint
 * that came back begins at nothing.
 *
 * @param total of them, in the endpoint's present life
 * @param failed of those
 * @param earlierTotal those of earlier lives
 * @param earlierFailed of those
 * @param success those that didn't fail, of all lives
 */
record Tally(long total, long failed, long earlierTotal, long earlierFailed, long success) {

    static final Tally ZERO = new Tally(0, 0, 0, 0, 0);

    long failure() {
        return earlierFailed + failed;
    }

    /** Later. */
    Tally after(long totalNow, long failedNow) {
        boolean reborn = totalNow < total || failedNow < failed;
        long before = reborn ? earlierTotal + total : earlierTotal;
        long failedBefore = reborn ? earlierFailed + failed : earlierFailed;
        long successNow = before - failedBefore + totalNow - failedNow;
        return new Tally(totalNow, failedNow, before, failedBefore, Math.max(success, successNow));
    }
}
