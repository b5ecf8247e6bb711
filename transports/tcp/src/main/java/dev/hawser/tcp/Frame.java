// SPDX-License-Identifier: Apache-2.0
package dev.hawser.tcp;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * One message of a multiplexed protocol.
 *
 * @param id of the request that it is or answers
 * @param body what it carries, in a buffer of the receiver's own
 */
public record Frame(long id, ByteBuffer body) {

    public Frame {
        requireNonNull(body, "body");
    }

    /** A copy of what remains in the body; the body's position stays. */
    public byte[] bytes() {
        byte[] copy = new byte[body.remaining()];
        body.duplicate().get(copy);
        return copy;
    }

    /** The id and the length; never the content. */
    @Override
    public String toString() {
        return "frame " + Long.toUnsignedString(id) + " (" + body.remaining() + " bytes)";
    }
}
