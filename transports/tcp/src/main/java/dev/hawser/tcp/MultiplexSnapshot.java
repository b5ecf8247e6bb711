// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

/**
 * How a multiplexed connection stood at one moment; the counts are taken together, except for the queued bytes.
 *
 * @param open whether it takes requests
 * @param inFlight requests that wait for their answers
 * @param queuedBytes bytes that wait to be written
 * @param accepted requests taken since the beginning
 * @param answered of these
 * @param timedOut of these, cancelled ones included
 * @param lateReplies answers that came for requests that had timed out, and were dropped
 */
public record MultiplexSnapshot(
        boolean open, int inFlight, int queuedBytes, long accepted, long answered, long timedOut, long lateReplies) {}
