// SPDX-License-Identifier: Apache-2.0
package dev.hawser.grpc;

/**
 * How much of what calls have sent is kept, to be sent again in another attempt. A call beyond its limit, or that comes when
 * the channel's is reached, goes on, but gets no further attempt.
 *
 * @param perCall bytes of one call's requests; 0 keeps nothing
 * @param perChannel bytes of all calls' requests; calls of up to {@link #UNCOUNTED} bytes are not counted in it, so that
 *     they need not all write to one place: there are never more of them than there are calls
 */
public record BufferLimits(long perCall, long perChannel) {

    /** The value of gRFC A6: 1 MiB. */
    public static final long DEFAULT_PER_CALL = 1024 * 1024;

    /** The value of gRFC A6: 16 MiB. */
    public static final long DEFAULT_PER_CHANNEL = 16 * 1024 * 1024;

    /** Small beside what else a call takes while it is in flight; arbitrary. */
    public static final long UNCOUNTED = 4096;

    public BufferLimits {
        if (perCall < 0) {
            throw new IllegalArgumentException("perCall: " + perCall + " (expected: >= 0)");
        }
        if (perChannel < 0) {
            throw new IllegalArgumentException("perChannel: " + perChannel + " (expected: >= 0)");
        }
    }

    /** 1 MiB for a call, 16 MiB for the channel. */
    public static BufferLimits defaults() {
        return new BufferLimits(DEFAULT_PER_CALL, DEFAULT_PER_CHANNEL);
    }
}
